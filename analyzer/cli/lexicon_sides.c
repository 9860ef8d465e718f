/* The two sides of `lexicon diff`: a file, a folder, or either at a git revision (REV:PATH). */
#include "cli/lexicon_sides.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "lexicon/lexicon_files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* --- a revision --------------------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

/* Starts a program with its standard input or output tied to one end of a pipe; what it says of
 * its own failure is our message's part. */
static bool start(pid_t *pid, char *const argv[], int pipe_end, int as)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    bool started = posix_spawn_file_actions_adddup2(&actions, pipe_end, as) == 0 &&
                   posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY,
                                                    0) == 0 &&
                   posix_spawnp(pid, argv[0], &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return started;
}

static bool wait_for(pid_t pid)
{
    int outcome;
    while (waitpid(pid, &outcome, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(outcome) && WEXITSTATUS(outcome) == 0;
}

/* git archive REV -- PATH | tar -x -C FOLDER */
static bool check_out(char *revision, char *path, char *folder)
{
    char *const git[] = { (char *)"git", (char *)"archive", (char *)"--format=tar",
                          revision,      (char *)"--",      path,
                          NULL };
    char *const tar[] = { (char *)"tar", (char *)"-x", (char *)"-C", folder, NULL };
    int ends[2];
    pid_t writer, reader;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    bool wrote = start(&writer, git, ends[1], STDOUT_FILENO);
    bool read_it = start(&reader, tar, ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    wrote = wrote && wait_for(writer);
    return read_it && wait_for(reader) && wrote;
}

static char *make_checkout_folder(void)
{
    const char *base = getenv("TMPDIR");
    em_buf name;
    em_buf_init(&name, EM_BUF_UNLIMITED);
    em_buf_printf(&name, "%s/echometer-XXXXXX", base && *base ? base : "/tmp");
    char *folder = em_buf_detach(&name, NULL);
    if (folder && !mkdtemp(folder)) {
        em_mem_free(folder);
        folder = NULL;
    }
    return folder;
}

/* Turns "REV:PATH" into a path inside a fresh checkout; yours to free. */
static em_status take_revision(em_lexicon_side *side, const char *operand, char **path,
                               em_error *err)
{
    const char *colon = strchr(operand, ':');
    char *revision = em_mem_strdup((em_str){ operand, (size_t)(colon - operand) });
    char *inside = em_mem_strdup(em_str_from(colon + 1));
    side->checkout = make_checkout_folder();
    em_status status = EM_OK;
    if (!revision || !inside || !side->checkout)
        status = em_error_set(err, EM_E_SYSTEM, "no temporary folder for %s", operand);
    else if (revision[0] == '-' || !check_out(revision, inside, side->checkout))
        status = em_error_set(
            err, EM_E_USAGE,
            "%s is neither a file nor a path at a git revision (REV:PATH, inside a "
            "git checkout)",
            operand);
    if (status == EM_OK) {
        em_buf full;
        em_buf_init(&full, EM_BUF_UNLIMITED);
        em_buf_printf(&full, "%s/%s", side->checkout, inside);
        *path = em_buf_detach(&full, NULL);
    }
    em_mem_free(revision);
    em_mem_free(inside);
    return status;
}

/* --- lexicons of a side ------------------------------------------------------------------------
 */

typedef EM_VEC(const char *) path_list;

static em_status choose(const em_lexicon_side *side, em_lexicon_kind kind, path_list *out,
                        const char *const *other, size_t other_count, em_error *err)
{
    bool kept = true;
    for (size_t i = 0; i < side->file_count; i++)
        if (em_lexicon_kind_of(side->files[i]) == kind)
            kept = kept && em_vec_push(out, (const char *)side->files[i]);
    bool has_own = out->len > 0;
    for (size_t i = 0; i < other_count && !has_own; i++)
        kept = kept && em_vec_push(out, other[i]);
    return kept ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory");
}

static em_status add_resolved(path_list *out, const char *base, em_str name, em_arena *names,
                              em_error *err)
{
    em_buf path;
    em_buf_init(&path, EM_BUF_UNLIMITED);
    em_file_resolve(&path, base, name);
    em_str kept = path.status == EM_OK ? em_arena_copy(names, em_buf_str(&path))
                                       : (em_str){ NULL, 0 };
    em_buf_release(&path);
    bool known = !kept.data || access(kept.data, R_OK) != 0;
    for (size_t i = 0; i < out->len && !known; i++)
        known = strcmp(out->items[i], kept.data) == 0;
    bool ok = kept.data && (known || em_vec_push(out, kept.data));
    return ok ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory");
}

/* The sentiment lexicons that the side's campaigns name and that are there, once each. */
static em_status add_campaign_sentiment(const em_lexicon_side *side, path_list *out,
                                        em_arena *names, em_error *err)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < side->file_count && status == EM_OK; i++) {
        if (em_lexicon_kind_of(side->files[i]) != EM_LEXICON_CAMPAIGN)
            continue;
        em_campaign_file campaign;
        em_issue_sink sink = em_issue_first_error(err);
        status = em_campaign_file_read(&campaign, side->files[i], &sink, err);
        for (size_t j = 0; j < campaign.sentiment.len && status == EM_OK; j++)
            status = add_resolved(out, side->files[i], campaign.sentiment.items[j].text, names,
                                  err);
        em_campaign_file_release(&campaign);
    }
    return status;
}

static em_status read_messages(em_lexicon_side *side, const path_list *paths, em_error *err)
{
    em_issue_sink sink = em_issue_first_error(err);
    em_status status = EM_OK;
    side->messages = em_mem_zalloc(paths->len + 1, sizeof *side->messages);
    if (!side->messages)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    for (size_t i = 0; i < paths->len && status == EM_OK; i++) {
        side->message_file_count++;
        status = em_messages_file_read(&side->messages[i], paths->items[i], &sink, err);
    }
    return status;
}

static em_status compile(em_lexicon_side *side, const em_side_lexicons *other, em_error *err)
{
    path_list messages = { 0 }, sentiment = { 0 };
    em_arena names;
    em_arena_init(&names, EM_BUF_UNLIMITED);
    em_status status = choose(side, EM_LEXICON_MESSAGES, &messages, other->messages,
                              other->message_count, err);
    if (status == EM_OK)
        status = choose(side, EM_LEXICON_SENTIMENT, &sentiment, other->sentiment,
                        other->sentiment_count, err);
    if (status == EM_OK && !sentiment.len)
        status = add_campaign_sentiment(side, &sentiment, &names, err);
    if (status == EM_OK)
        status = read_messages(side, &messages, err);
    em_model_source source = { .messages = messages.items,
                               .message_count = messages.len,
                               .sentiment = sentiment.items,
                               .sentiment_count = sentiment.len };
    if (status == EM_OK)
        status = em_model_load(&side->model, &source, err);
    em_vec_release(&messages);
    em_vec_release(&sentiment);
    em_arena_release(&names);
    return status;
}

em_status em_lexicon_side_load(em_lexicon_side *out, const char *operand,
                               const em_side_lexicons *other, em_error *err)
{
    *out = (em_lexicon_side){ 0 };
    char *path = NULL;
    em_status status = EM_OK;
    bool is_revision = access(operand, F_OK) != 0 && strchr(operand, ':');
    if (is_revision)
        status = take_revision(out, operand, &path, err);
    const char *at = path ? path : operand;
    if (status == EM_OK)
        status = em_lexicon_files_find(&out->files, &out->file_count, &at, 1, err);
    if (status == EM_OK)
        status = compile(out, other, err);
    em_mem_free(path);
    return status;
}

void em_lexicon_side_release(em_lexicon_side *side)
{
    em_model_free(side->model);
    for (size_t i = 0; i < side->message_file_count; i++)
        em_messages_file_release(&side->messages[i]);
    em_mem_free(side->messages);
    em_lexicon_files_free(side->files, side->file_count);
    if (side->checkout)
        nftw(side->checkout, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    em_mem_free(side->checkout);
}
