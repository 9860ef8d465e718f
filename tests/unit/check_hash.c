/* analyzer/base/hash.c against published digests. */
#include "base/hash.h"
#include "base/str.h"

#include "support/check_main.h"

/* FIPS 180-4 examples: "abc" and the empty message. */
START_TEST(sha256_matches_fips_180_4)
{
    char hex[EM_SHA256_HEX_BYTES];
    em_sha256 sha;
    em_sha256_init(&sha);
    em_sha256_update(&sha, EM_STR("a"));
    em_sha256_update(&sha, EM_STR("bc"));
    em_sha256_hex(&sha, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    em_sha256_init(&sha);
    em_sha256_hex(&sha, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

/* xxHash's specification: XXH3_64bits of the empty input, seed 0. */
START_TEST(hash64_is_xxh3)
{
    ck_assert_uint_eq(em_hash64((em_str){ NULL, 0 }, 0), UINT64_C(0x2D06800538D394C2));
    ck_assert_uint_ne(em_hash64(EM_STR("a"), 0), em_hash64(EM_STR("a"), 1));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, sha256_matches_fips_180_4);
    tcase_add_test(tests, hash64_is_xxh3);
}

CHECK_MAIN("hash", add_tests)
