/* Checking the options about reading inputs. */
#include "cli/reading.h"

#include "cli/console.h"

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
                        "likes, platform, language, parent, reposted, author_type",
                        given);
}

static em_status settle_dates(em_date_order *out, const char *given, em_error *err)
{
    for (*out = EM_DATES_DAY_FIRST; *out <= EM_DATES_MONTH_FIRST; ++*out)
        if (strcmp(given, em_date_order_name(*out)) == 0)
            return EM_OK;
    *out = EM_DATES_OPEN;
    return em_error_set(err, EM_E_USAGE, "--dates %s: should be day-first or month-first", given);
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
    em_status status = em_reader_check_options(out, err);
    if (status == EM_OK && given->dates)
        status = settle_dates(&out->dates, given->dates, err);
    if (status != EM_OK || !given->collected)
        return status;
    return em_reader_parse_time(&out->collected, em_str_from(given->collected), given->timezone,
                                err);
}

void em_reading_take_campaign(em_reader_options *options, const em_model *model)
{
    if (!options->timezone && model->timezone.len)
        options->timezone = model->timezone.data;
    for (int i = 0; model->columns && i < EM_FIELD_COUNT; i++)
        if (!options->column[i] && model->columns[i].len)
            options->column[i] = model->columns[i].data;
}

/* --- one record after the other --------------------------------------------------------------- */

static void pass_warning(void *context, const char *path, uint64_t line, const char *text)
{
    (void)context;
    em_console_warn(path, line, text);
}

static em_status read_one(const em_reader_options *options, const char *path, uint32_t input,
                          em_record_seen *seen, void *context, em_error *err)
{
    em_reader_events events = { .warn = pass_warning };
    em_reader *reader;
    em_record record;
    em_status status = em_reader_open(&reader, path, input, options, &events, err);
    while (status == EM_OK) {
        status = em_reader_next(reader, &record, err);
        if (status == EM_OK)
            status = seen(context, &record);
    }
    em_reader_close(reader);
    return status == EM_END ? EM_OK : status;
}

em_status em_reading_each(const em_reader_options *options, const char *const *paths,
                          size_t path_count, em_record_seen *seen, void *context, em_error *err)
{
    char **files;
    size_t count;
    em_status status = em_inputs_expand(&files, &count, paths, path_count, err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < count && status == EM_OK; i++)
        status = read_one(options, files[i], (uint32_t)i, seen, context, err);
    em_inputs_free(files, count);
    return status;
}
