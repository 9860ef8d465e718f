/* Warning of an input that was given twice. */
#include "cli/twins.h"

#include "cli/console.h"

#include <string.h>

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text ? text : "";
}

static const cJSON *find_twin(const cJSON *inputs, const cJSON *input)
{
    const char *hash = text_of(input, "sha256");
    for (const cJSON *earlier = inputs->child; earlier != input; earlier = earlier->next)
        if (*hash && strcmp(text_of(earlier, "sha256"), hash) == 0)
            return earlier;
    return NULL;
}

#define HASH_SHOWN 12

void em_twins_warn(const cJSON *summary, const char *effect)
{
    const cJSON *input, *inputs = cJSON_GetObjectItemCaseSensitive(summary, "inputs");
    cJSON_ArrayForEach(input, inputs)
    {
        const cJSON *twin = find_twin(inputs, input);
        if (!twin)
            continue;
        em_buf text;
        em_buf_init(&text, EM_BUF_UNLIMITED);
        em_buf_printf(&text, "is the same file as %s (sha256 %.*s...): %s", text_of(twin, "path"),
                      HASH_SHOWN, text_of(input, "sha256"), effect);
        em_console_warn(text_of(input, "path"), 0, em_buf_str(&text).data);
        em_buf_release(&text);
    }
}
