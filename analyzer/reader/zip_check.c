/* Comparing a ZIP file's two sets of headers; layouts by APPNOTE.TXT 6.3, sections 4.3.7 to 4.3.16.
 */
#include "reader/zip_check.h"

#include "base/memory.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define END_BYTES 22
#define CENTRAL_BYTES 46
#define LOCAL_BYTES 30
#define DIRECTORY_MAX ((uint32_t)8 * 1024 * 1024)
#define STREAMED 8u

static uint32_t le16(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const unsigned char *p)
{
    return le16(p) | le16(p + 2) << 16;
}

static bool read_at(int fd, unsigned char *out, size_t len, uint64_t offset)
{
    while (len > 0) {
        ssize_t got = pread(fd, out, len, (off_t)offset);
        if (got <= 0)
            return false;
        out += got;
        len -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

/* One entry of the directory against the header that it points to. */
static bool entry_agrees(int fd, const unsigned char *entry)
{
    unsigned char local[LOCAL_BYTES + UINT16_MAX];
    uint32_t name_len = le16(entry + 28);
    uint32_t offset = le32(entry + 42);
    if (!read_at(fd, local, LOCAL_BYTES + name_len, offset) || memcmp(local, "PK\3\4", 4) != 0)
        return false;
    bool same_kind = le16(local + 6) == le16(entry + 8) && le16(local + 8) == le16(entry + 10);
    bool same_name = le16(local + 26) == name_len &&
                     memcmp(local + LOCAL_BYTES, entry + CENTRAL_BYTES, name_len) == 0;
    /* Checksum, packed and unpacked size stand side by side in both. */
    bool same_sizes = (le16(entry + 8) & STREAMED) || memcmp(local + 14, entry + 16, 12) == 0;
    return same_kind && same_name && same_sizes;
}

static bool directory_agrees(int fd, const unsigned char *directory, uint32_t len, uint32_t count)
{
    uint32_t at = 0;
    for (; count > 0; count--) {
        const unsigned char *entry = directory + at;
        if (len - at < CENTRAL_BYTES || memcmp(entry, "PK\1\2", 4) != 0)
            return false;
        uint32_t whole = CENTRAL_BYTES + le16(entry + 28) + le16(entry + 30) + le16(entry + 32);
        if (len - at < whole || !entry_agrees(fd, entry))
            return false;
        at += whole;
    }
    return at == len;
}

static bool file_agrees(int fd)
{
    struct stat about;
    unsigned char end[END_BYTES];
    if (fstat(fd, &about) != 0 || about.st_size < END_BYTES)
        return false;
    uint64_t end_at = (uint64_t)about.st_size - END_BYTES;
    if (!read_at(fd, end, END_BYTES, end_at) || memcmp(end, "PK\5\6", 4) != 0)
        return false;
    uint32_t len = le32(end + 12), start = le32(end + 16);
    if (len > DIRECTORY_MAX || (uint64_t)start + len != end_at)
        return false;
    unsigned char *directory = em_mem_alloc(len);
    bool agrees = directory && read_at(fd, directory, len, start) &&
                  directory_agrees(fd, directory, len, le16(end + 10));
    em_mem_free(directory);
    return agrees;
}

bool em_zip_headers_agree(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool agrees = file_agrees(fd);
    close(fd);
    return agrees;
}
