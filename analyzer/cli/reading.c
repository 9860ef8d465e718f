/* Checking the options about reading inputs. */
#include "cli/reading.h"

#include "base/str.h"

static em_status settle_column(em_reader_options *out, const char *given, em_error *err)
{
    const char *equals = strchr(given, '=');
    for (int i = 0; equals && i < EM_FIELD_COUNT; i++) {
        em_str name = em_str_from(em_field_name((em_field)i));
        if (equals[1] && em_str_eq(name, (em_str){ given, (size_t)(equals - given) })) {
            out->column[i] = equals + 1;
            return EM_OK;
        }
    }
    return em_error_set(err, EM_E_USAGE,
                        "--column %s: should be FIELD=NAME, FIELD one of text, id, author, time, "
                        "likes, platform, language, parent, reposted",
                        given);
}

em_status em_reading_settle(em_reader_options *out, const em_reading_options *given, em_error *err)
{
    *out = (em_reader_options){ .format = given->format,
                                .encoding = given->encoding,
                                .sheet = given->sheet,
                                .timezone = given->timezone };
    for (size_t i = 0; i < given->columns.count; i++) {
        em_status status = settle_column(out, given->columns.items[i], err);
        if (status != EM_OK)
            return status;
    }
    if (!given->collected)
        return EM_OK;
    return em_reader_parse_time(&out->collected, em_str_from(given->collected), given->timezone,
                                err);
}
