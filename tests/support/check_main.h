/*
 * The frame of one unit test program:
 *
 *     static void add_tests(TCase *tests) { tcase_add_test(tests, name_of_test); }
 *     CHECK_MAIN("interval", add_tests)
 */
#ifndef TESTS_SUPPORT_CHECK_MAIN_H
#define TESTS_SUPPORT_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

#define CHECK_MAIN(name, add_tests)                                                                \
    int main(void)                                                                                 \
    {                                                                                              \
        Suite *suite = suite_create(name);                                                         \
        TCase *tests = tcase_create(name);                                                         \
        tcase_set_timeout(tests, 240);                                                             \
        add_tests(tests);                                                                          \
        suite_add_tcase(suite, tests);                                                             \
        SRunner *runner = srunner_create(suite);                                                   \
        srunner_run_all(runner, CK_ENV);                                                           \
        int failed = srunner_ntests_failed(runner);                                                \
        srunner_free(runner);                                                                      \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                               \
    }

#endif
