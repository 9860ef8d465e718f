/* ZIP by libzip and XML by expat, under caps. */
#include "reader/xlsx_package.h"

#include "base/memory.h"
#include "base/str.h"
#include "reader/zip_check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

#define CHUNK_BYTES (64 * 1024)
/* What stands between a namespace and a name in expat's names; no URI holds it. */
#define NAMESPACE_END '\n'

struct em_package {
    zip_t *archive;
    char *path;
    uint64_t members;
};

struct em_part {
    em_package *package;
    em_part_handler handler;
    zip_file_t *file;
    XML_Parser parser;
    char *name;
    uint64_t fed; /* bytes given to the parser */
    unsigned depth;
    bool ended; /* all bytes were given */
    bool paused;
    em_status failed; /* a handler's or our own */
    const char *what;
};

/* ---------- the ZIP file ---------- */

/* The first bytes of an OLE2 file: an encrypted workbook, or one of before 2007. */
static const char OLE2[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

static em_status explain_no_zip(const char *path, const em_buf *bytes, const char *reason,
                                em_error *err)
{
    char head[8] = { 0 };
    if (bytes && bytes->len >= sizeof head) {
        memcpy(head, bytes->data, sizeof head);
    } else if (!bytes) {
        FILE *file = fopen(path, "rb");
        if (!file)
            return em_error_at(err, EM_E_SYSTEM, path, 0, 0, "cannot open: %s", strerror(errno));
        if (fread(head, 1, sizeof head, file) < sizeof head)
            head[0] = '\0';
        fclose(file);
    }
    if (memcmp(head, OLE2, sizeof head) == 0)
        return em_error_at(err, EM_E_INPUT, path, 0, 0,
                           "the workbook is encrypted, or a .xls of before 2007 (save it as .xlsx "
                           "without a password)");
    return em_error_at(err, EM_E_INPUT, path, 0, 0, "this is no .xlsx workbook: %s", reason);
}

static zip_t *open_file(const char *path, zip_error_t *why)
{
    int code = 0;
    zip_t *archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!archive && code == ZIP_ER_INCONS && em_zip_headers_agree(path))
        archive = zip_open(path, ZIP_RDONLY, &code);
    if (!archive)
        zip_error_init_with_code(why, code);
    return archive;
}

static zip_t *open_bytes(const em_buf *bytes, zip_error_t *why)
{
    zip_error_init(why);
    zip_source_t *source = zip_source_buffer_create(bytes->data, bytes->len, 0, why);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, why) : NULL;
    if (source && !archive)
        zip_source_free(source);
    return archive;
}

em_status em_package_open(em_package **out, const char *path, const em_buf *bytes, em_error *err)
{
    *out = NULL;
    em_package *package = em_mem_zalloc(1, sizeof *package);
    if (!package || !(package->path = em_mem_strdup(em_str_from(path)))) {
        em_mem_free(package);
        return em_error_at(err, EM_E_MEMORY, path, 0, 0, "no memory");
    }
    zip_error_t why;
    em_status status = EM_OK;
    package->archive = bytes ? open_bytes(bytes, &why) : open_file(path, &why);
    if (!package->archive) {
        status = explain_no_zip(path, bytes, zip_error_strerror(&why), err);
        zip_error_fini(&why);
    } else {
        package->members = (uint64_t)zip_get_num_entries(package->archive, 0);
        if (package->members > EM_PACKAGE_MEMBERS_MAX)
            status = em_error_at(err, EM_E_LIMIT, path, 0, 0,
                                 "the ZIP file has more than %d members (the maximum)",
                                 EM_PACKAGE_MEMBERS_MAX);
    }
    if (status == EM_OK)
        *out = package;
    else
        em_package_close(package);
    return status;
}

void em_package_close(em_package *package)
{
    if (!package)
        return;
    if (package->archive)
        zip_discard(package->archive);
    em_mem_free(package->path);
    em_mem_free(package);
}

static char fold_name(char c)
{
    return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool same_name(const char *member, em_str part)
{
    member += strspn(member, "/\\");
    size_t skip = part.len && part.data[0] == '/';
    for (size_t i = skip; i < part.len; i++, member++)
        if (!*member || fold_name(*member) != fold_name(part.data[i]))
            return false;
    return !*member;
}

static bool find_member(const em_package *package, em_str part, zip_uint64_t *index)
{
    for (zip_uint64_t i = 0; i < package->members; i++) {
        const char *name = zip_get_name(package->archive, i, 0);
        if (name && same_name(name, part)) {
            *index = i;
            return true;
        }
    }
    return false;
}

bool em_package_has(const em_package *package, em_str part)
{
    zip_uint64_t index;
    return find_member(package, part, &index);
}

/* ---------- XML ---------- */

static const char *local_name(const char *name)
{
    const char *end = strrchr(name, NAMESPACE_END);
    return end ? end + 1 : name;
}

const char *em_part_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(local_name(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}

void em_part_fail(em_part *part, em_status status, const char *what)
{
    if (part->failed != EM_OK)
        return;
    part->failed = status;
    part->what = what;
    XML_StopParser(part->parser, XML_FALSE);
}

void em_part_pause(em_part *part)
{
    part->paused = true;
    XML_StopParser(part->parser, XML_TRUE);
}

static void on_start(void *context, const char *name, const char **attributes)
{
    em_part *part = context;
    if (part->failed != EM_OK)
        return;
    if (++part->depth > EM_PART_DEPTH_MAX) {
        em_part_fail(part, EM_E_LIMIT, "elements stand deeper than 128 levels (the maximum)");
        return;
    }
    part->handler.start(part->handler.context, local_name(name), attributes);
}

static void on_end(void *context, const char *name)
{
    em_part *part = context;
    part->depth--;
    if (part->failed == EM_OK && part->handler.end)
        part->handler.end(part->handler.context, local_name(name));
}

static void on_text(void *context, const char *text, int len)
{
    em_part *part = context;
    if (part->failed == EM_OK && part->handler.text)
        part->handler.text(part->handler.context, text, len);
}

static void on_doctype(void *context, const char *name, const char *system_id,
                       const char *public_id, int has_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_subset;
    em_part_fail(context, EM_E_INPUT, "a DOCTYPE stands in it, which no workbook has: refused");
}

em_status em_part_open(em_part **out, em_package *package, em_str name,
                       const em_part_handler *handler, em_error *err)
{
    *out = NULL;
    zip_uint64_t index;
    if (!find_member(package, name, &index))
        return em_error_at(err, EM_E_INPUT, package->path, 0, 0, "the workbook lacks its part %.*s",
                           EM_STR_ARG(name));
    em_part *part = em_mem_zalloc(1, sizeof *part);
    if (!part)
        return em_error_at(err, EM_E_MEMORY, package->path, 0, 0, "no memory");
    part->package = package;
    part->handler = *handler;
    part->name = em_mem_strdup(name);
    part->parser = XML_ParserCreateNS(NULL, NAMESPACE_END);
    part->file = zip_fopen_index(package->archive, index, 0);
    em_status status = EM_OK;
    if (!part->name || !part->parser)
        status = em_error_at(err, EM_E_MEMORY, package->path, 0, 0, "no memory");
    else if (!part->file)
        status = em_error_at(err, EM_E_INPUT, package->path, 0, 0, "part %.*s: %s",
                             EM_STR_ARG(name), zip_strerror(package->archive));
    if (status != EM_OK) {
        em_part_close(part);
        return status;
    }
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, on_start, on_end);
    XML_SetCharacterDataHandler(part->parser, on_text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    *out = part;
    return EM_OK;
}

void em_part_close(em_part *part)
{
    if (!part)
        return;
    if (part->parser)
        XML_ParserFree(part->parser);
    if (part->file)
        zip_fclose(part->file);
    em_mem_free(part->name);
    em_mem_free(part);
}

uint64_t em_part_line(const em_part *part)
{
    return (uint64_t)XML_GetCurrentLineNumber(part->parser);
}

static em_status part_error(const em_part *part, em_status status, const char *what, em_error *err)
{
    return em_error_at(err, status, part->package->path, 0, 0, "part %s, line %llu: %s", part->name,
                       (unsigned long long)em_part_line(part), what);
}

/* Unpacks one more chunk into the parser. */
static enum XML_Status feed(em_part *part, const char **trouble)
{
    void *room = XML_GetBuffer(part->parser, CHUNK_BYTES);
    if (!room)
        return XML_STATUS_ERROR;
    zip_int64_t got = zip_fread(part->file, room, CHUNK_BYTES);
    if (got < 0) {
        *trouble = zip_file_strerror(part->file);
        return XML_STATUS_ERROR;
    }
    part->fed += (uint64_t)got;
    part->ended = got == 0;
    return XML_ParseBuffer(part->parser, (int)got, part->ended);
}

em_status em_part_run(em_part *part, em_error *err)
{
    for (;;) {
        const char *trouble = NULL;
        enum XML_Status state;
        if (part->paused) {
            part->paused = false;
            state = XML_ResumeParser(part->parser);
        } else if (part->ended) {
            return EM_END;
        } else {
            state = feed(part, &trouble);
        }
        if (part->failed != EM_OK)
            return part_error(part, part->failed, part->what, err);
        if (trouble)
            return part_error(part, EM_E_INPUT, trouble, err);
        if (state == XML_STATUS_SUSPENDED)
            return EM_OK;
        if (state == XML_STATUS_ERROR) {
            enum XML_Error code = XML_GetErrorCode(part->parser);
            return part_error(part, code == XML_ERROR_NO_MEMORY ? EM_E_MEMORY : EM_E_INPUT,
                              XML_ErrorString(code), err);
        }
        if ((int64_t)part->fed - XML_GetCurrentByteIndex(part->parser) > EM_PART_TOKEN_MAX)
            return part_error(part, EM_E_LIMIT, "a tag is longer than 4 MiB (the maximum)", err);
        if (part->fed > EM_PART_BYTES_MAX)
            return part_error(part, EM_E_LIMIT, "it unpacks to more than 2 GiB (the maximum)", err);
    }
}

em_status em_package_parse(em_package *package, em_str name, const em_part_handler *handler,
                           em_error *err)
{
    if (!em_package_has(package, name))
        return EM_OK;
    em_part *part;
    em_status status = em_part_open(&part, package, name, handler, err);
    while (status == EM_OK)
        status = em_part_run(part, err);
    em_part_close(part);
    return status == EM_END ? EM_OK : status;
}
