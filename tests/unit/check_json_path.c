/* analyzer/reader/json_path.c: the notation of formats.h on small trees. */
#include "base/str.h"
#include "reader/json_path.h"

#include "support/check_main.h"

static const char DOCUMENT[] =
    "{\"id\":\"7\",\"user\":{\"name\":\"anna\",\"n\\u0061me2\":\"esc\"},\"none\":null,\"no\":false,"
    "\"refs\":[{\"type\":\"quoted\",\"id\":\"8\"},{\"type\":\"replied_to\",\"id\":\"9\"}],"
    "\"includes\":{\"users\":[{\"id\":\"6\",\"username\":\"bob\"},{\"id\":\"7\",\"username\":"
    "\"eve\"}]},"
    "\"twice\":1,\"twice\":2,\"a.b\":5,\"page\":{\"only\":3}}";

static em_source *source;
static em_stream *stream;
static em_json_scan scan;
static em_json_tree tree;

static void set_up(void)
{
    em_json_kind kind;
    em_str name;
    ck_assert_int_eq(em_source_open_bytes(&source, em_str_from(DOCUMENT), 0, 0, NULL), EM_OK);
    ck_assert_int_eq(em_stream_open(&stream, source, "utf-8", "t.json", NULL), EM_OK);
    em_json_scan_init(&scan, stream, "t.json");
    tree = (em_json_tree){ .text = NULL };
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_tree(&scan, &tree, NULL), EM_OK);
}

static void tear_down(void)
{
    em_json_tree_release(&tree);
    em_json_scan_release(&scan);
    em_stream_close(stream);
}

static const struct {
    const char *path, *value; /* NULL: leads to nothing */
} FOUND[] = {
    { "id", "7" },
    { "user.name", "anna" },
    { "user.name2", "esc" },
    { "refs[type=replied_to].id", "9" },
    { "refs[type=retweeted].id", NULL },
    { "refs[].id", "8" },
    { "/includes.users[id={id}].username", "eve" },
    { "/includes.users[id={refs[type=quoted].id}].username", NULL },
    { "twice", "2" },
    { "page[].only", "3" }, /* an object stands for its only element */
    { "user.name.first", NULL },
    { "no.thing", NULL },
    { "none", "null" },
};

START_TEST(paths_lead_to_their_values)
{
    em_json_path path;
    ck_assert(em_json_path_compile(&path, em_str_from(FOUND[_i].path)));
    uint32_t node = em_json_follow(&tree, &path, 0, NULL);
    if (!FOUND[_i].value) {
        ck_assert_uint_eq(node, EM_JSON_NO_NODE);
        return;
    }
    ck_assert_uint_ne(node, EM_JSON_NO_NODE);
    ck_assert(em_str_eq(em_json_raw(&tree, node), em_str_from(FOUND[_i].value)));
}
END_TEST

START_TEST(other_values_of_a_name_are_counted)
{
    uint64_t duplicates = 0;
    em_json_member(&tree, 0, EM_STR("twice"), &duplicates);
    em_json_member(&tree, 0, EM_STR("id"), &duplicates);
    ck_assert_uint_eq(duplicates, 1);
}
END_TEST

static bool count_visits(void *context, uint32_t node)
{
    (void)node;
    return ++*(int *)context < 2;
}

START_TEST(each_element_is_visited_until_told_to_stop)
{
    em_json_path path;
    int visits = 0;
    ck_assert(em_json_path_compile(&path, EM_STR("refs[].type")));
    ck_assert(!em_json_each(&tree, &path, 0, count_visits, &visits));
    ck_assert_int_eq(visits, 2);
}
END_TEST

START_TEST(odd_paths_are_refused)
{
    static const char *const ODD[] = { "a[", "a[b]", "a[b=c", "a.b.c.d.e.f.g.h.i.j.k" };
    em_json_path path;
    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++)
        ck_assert(!em_json_path_compile(&path, em_str_from(ODD[i])));
}
END_TEST

START_TEST(values_are_printed_as_text_and_as_json)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    uint32_t user = em_json_member(&tree, 0, EM_STR("user"), NULL);
    em_json_put_value(&out, &tree, user);
    ck_assert_str_eq(out.data, "{\"name\":\"anna\",\"name2\":\"esc\"}");
    em_buf_reset(&out);
    em_json_put_text(&out, &tree, em_json_member(&tree, 0, EM_STR("none"), NULL));
    em_json_put_text(&out, &tree, em_json_member(&tree, 0, EM_STR("no"), NULL));
    em_json_put_text(&out, &tree, em_json_member(&tree, 0, EM_STR("id"), NULL));
    ck_assert_str_eq(out.data, "false7");
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, paths_lead_to_their_values, 0, (int)(sizeof FOUND / sizeof *FOUND));
    tcase_add_test(tests, other_values_of_a_name_are_counted);
    tcase_add_test(tests, each_element_is_visited_until_told_to_stop);
    tcase_add_test(tests, odd_paths_are_refused);
    tcase_add_test(tests, values_are_printed_as_text_and_as_json);
}

CHECK_MAIN("json_path", add_tests)
