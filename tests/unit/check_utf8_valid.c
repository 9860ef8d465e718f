/* analyzer/base/utf8_valid.c against a walk by em_utf8_decode, character by character. */
#include "base/utf8.h"

#include "support/check_main.h"

#include <stdint.h>
#include <string.h>

static size_t first_bad(const char *bytes, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t c;
        size_t n = em_utf8_decode(&c, bytes + at, len - at);
        if (c == EM_UTF8_BAD)
            return at;
        at += n;
    }
    return len;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Mostly sound text of 1 to 4 bytes a character, with now and then a byte changed. */
static size_t make_text(char *out, size_t room, uint32_t *state)
{
    static const uint32_t LIMITS[] = { 0x80, 0x800, 0xD800, 0x110000 };
    size_t len = 0;
    size_t want = next_random(state) % room;
    while (len + 4 <= want)
        len += em_utf8_encode(out + len, next_random(state) % LIMITS[next_random(state) % 3]);
    while (len + 4 <= want + 4 && len + 4 <= room && next_random(state) % 2)
        len += em_utf8_encode(out + len, 0x10000 + next_random(state) % 0x100000);
    for (uint32_t faults = next_random(state) % 3; faults && len; faults--)
        out[next_random(state) % len] = (char)next_random(state);
    return len;
}

START_TEST(agrees_with_a_walk_by_characters)
{
    char text[200];
    uint32_t state = 20261122;
    for (int i = 0; i < 300000; i++) {
        size_t len = make_text(text, sizeof text, &state);
        size_t want = first_bad(text, len), bad = len;
        bool valid = em_utf8_is_valid(text, len, &bad);
        ck_assert_msg(valid == (want == len) && bad == want, "round %d", i);
    }
}
END_TEST

/* Every two-byte beginning, in each position of a vector. */
START_TEST(finds_each_fault_at_each_place)
{
    char text[96];
    for (unsigned pair = 0; pair < 0x10000; pair++)
        for (size_t place = 28; place < 36; place++) {
            memset(text, 'a', sizeof text);
            text[place] = (char)(pair >> 8);
            text[place + 1] = (char)pair;
            text[place + 2] = (char)0x80;
            size_t bad = sizeof text;
            em_utf8_is_valid(text, sizeof text, &bad);
            ck_assert_uint_eq(bad, first_bad(text, sizeof text));
        }
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, agrees_with_a_walk_by_characters);
    tcase_add_test(tests, finds_each_fault_at_each_place);
}

CHECK_MAIN("utf8_valid", add_tests)
