/* analyzer/base/memory.c: arenas keep their promises of alignment, ceiling and reset. */
#include "base/memory.h"
#include "base/str.h"

#include "support/check_main.h"

#include <string.h>

START_TEST(an_arena_hands_out_aligned_blocks_that_do_not_overlap)
{
    em_arena arena;
    em_arena_init(&arena, 10 * 1000 * 1000);
    unsigned char *blocks[200];
    for (size_t i = 0; i < 200; i++) {
        blocks[i] = em_arena_alloc(&arena, i * 37 + 1);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % 16, 0);
        memset(blocks[i], (int)i, i * 37 + 1);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t j = 0; j < i * 37 + 1; j++)
            if (blocks[i][j] != (unsigned char)i)
                ck_abort_msg("block %zu was overwritten", i);
    em_arena_release(&arena);
}
END_TEST

START_TEST(an_arena_stops_at_its_ceiling_and_starts_anew_after_reset)
{
    em_arena arena;
    em_arena_init(&arena, 1000);
    ck_assert_ptr_nonnull(em_arena_alloc(&arena, 900));
    ck_assert_ptr_null(em_arena_alloc(&arena, 200));
    em_arena_reset(&arena);
    ck_assert_ptr_nonnull(em_arena_alloc(&arena, 900));
    ck_assert_ptr_null(em_arena_alloc(&arena, SIZE_MAX - 8));
    em_arena_release(&arena);
}
END_TEST

START_TEST(copies_end_in_nul)
{
    em_arena arena;
    em_arena_init(&arena, 1000);
    em_str copy = em_arena_copy(&arena, EM_STR("开放"));
    ck_assert_uint_eq(copy.len, 6);
    ck_assert_str_eq(copy.data, "开放");
    em_arena_release(&arena);
}
END_TEST

START_TEST(a_count_that_overflows_gives_null)
{
    ck_assert_ptr_null(em_mem_zalloc(SIZE_MAX / 2, 3));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, an_arena_hands_out_aligned_blocks_that_do_not_overlap);
    tcase_add_test(tests, an_arena_stops_at_its_ceiling_and_starts_anew_after_reset);
    tcase_add_test(tests, copies_end_in_nul);
    tcase_add_test(tests, a_count_that_overflows_gives_null);
}

CHECK_MAIN("memory", add_tests)
