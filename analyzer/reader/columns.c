/* Generic column names, English and Chinese: what people call the fields of a comment. */
#include "reader/formats.h"

#include "base/str.h"
#include "base/utf8.h"

/* Names without blanks and marks, ASCII in lower case; the best name of a field comes first. */
#define NAMES_MAX 40
static const char *const NAMES[EM_FIELD_COUNT][NAMES_MAX] = {
    [EM_FIELD_TEXT] = { "commenttext",  "评论内容",    "評論內容", "commentcontent", "commentbody",
                        "textoriginal", "fulltext",    "textraw",  "text",           "comment",
                        "comments",     "content",     "message",  "body",           "tweet",
                        "tweettext",    "微博正文",    "微博内容", "正文",           "评论正文",
                        "评论",         "評論",        "留言内容", "留言",           "留言內容",
                        "回复内容",     "弹幕内容",    "内容",     "內容",           "文本",
                        "review",       "reviewtext",  "posttext", "post",           "caption",
                        "textdisplay",  "description", "标题",     "title",          "snippet" },
    [EM_FIELD_ID] = { "commentid", "评论id", "評論id", "cid", "id", "tweetid", "statusid", "idstr",
                      "微博id", "postid", "messageid", "mid", "编号", "_id", "resourceid" },
    [EM_FIELD_AUTHOR] = { "authorname",    "authordisplayname",
                          "screenname",    "userscreenname",
                          "username",      "nickname",
                          "author",        "user",
                          "评论者昵称",    "评论者",
                          "用户昵称",      "用户名",
                          "用户名称",      "昵称",
                          "暱稱",          "作者",
                          "发布者姓名",    "发布者",
                          "评论人",        "网名",
                          "profilename",   "name",
                          "from",          "authorid",
                          "userid",        "uid",
                          "用户id",        "ownername",
                          "authorchannel", "评论者姓名",
                          "用户",          "發布者" },
    [EM_FIELD_TIME] = { "createdat",    "publishedat", "createdtime",   "createtime", "commenttime",
                        "评论发布时间", "评论时间",    "發布時間",      "评论日期",   "发布时间",
                        "发表时间",     "发布日期",    "创建时间",      "timestamp",  "datetime",
                        "date",         "time",        "日期",          "时间",       "時間",
                        "published",    "posted",      "postedat",      "created",    "updatedat",
                        "评论發表時間", "留言时间",    "createdatetime" },
    [EM_FIELD_LIKES] = { "likecount",
                         "likescount",
                         "likecounts",
                         "评论获赞数",
                         "点赞数",
                         "點讚數",
                         "获赞数",
                         "赞数",
                         "likes",
                         "like",
                         "favoritecount",
                         "votes",
                         "votecount",
                         "upvotes",
                         "点赞",
                         "赞",
                         "commentlikecount",
                         "likednumber",
                         "likedcount",
                         "attitudescount",
                         "favorites",
                         "点赞量" },
    [EM_FIELD_PLATFORM] = { "platform", "平台", "来源平台", "source", "network", "channeltype",
                            "socialnetwork", "site" },
    [EM_FIELD_LANGUAGE] = { "lang", "language", "语言", "語言" },
    [EM_FIELD_PARENT] = { "parentid", "parentcommentid", "replyto", "inreplyto", "inreplytoid",
                          "replytoid", "parent", "父评论id", "回复id", "rootid",
                          "inreplytostatusid", "回复的评论id" },
    [EM_FIELD_REPOSTED] = { "retweetid", "repostid", "retweetedid", "retweetedstatusid", "原微博id",
                            "源微博id", "转发微博id" },
    [EM_FIELD_AUTHOR_TYPE] = { "authortype", "accounttype", "usertype", "userauthentication",
                               "authorverified", "authorisverified", "userverified", "isverified",
                               "verified", "isblueverified", "xverified", "twitterverified",
                               "认证类型", "用户认证", "账号类型", "作者类型", "用户类型",
                               "是否认证" },
};

static bool is_filler(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.' || c == ':' || c == '\t' || c == '*';
}

static bool names_equal(em_str written, const char *plain)
{
    size_t at = 0;
    for (; *plain; plain++) {
        while (at < written.len && is_filler(written.data[at]) && written.data[at] != *plain)
            at++;
        if (at >= written.len)
            return false;
        char c = written.data[at++];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c != *plain)
            return false;
    }
    while (at < written.len && is_filler(written.data[at]))
        at++;
    return at == written.len;
}

unsigned em_column_rank(em_str name, em_field field)
{
    for (unsigned i = 0; i < NAMES_MAX && NAMES[field][i]; i++)
        if (names_equal(name, NAMES[field][i]))
            return i + 1;
    return 0;
}

/* What exports call the platforms, and the name that echometer's own formats use. */
static const struct {
    const char *written, *name;
} PLATFORMS[] = {
    { "youtube", "youtube" },
    { "youtubecom", "youtube" },
    { "socialmediayoutube", "youtube" },
    { "twitter", "x" },
    { "twittercom", "x" },
    { "xcom", "x" },
    { "x", "x" },
    { "xtwitter", "x" },
    { "socialmediatwitter", "x" },
    { "facebook", "facebook" },
    { "facebookcom", "facebook" },
    { "facebookpublic", "facebook" },
    { "socialmediafacebook", "facebook" },
    { "instagram", "instagram" },
    { "instagramcom", "instagram" },
    { "instagrampublic", "instagram" },
    { "socialmediainstagram", "instagram" },
    { "weibo", "weibo" },
    { "weibocom", "weibo" },
    { "sinaweibo", "weibo" },
    { "socialmediasinaweibo", "weibo" },
    { "微博", "weibo" },
    { "新浪微博", "weibo" },
    { "wechat", "wechat" },
    { "weixin", "wechat" },
    { "微信", "wechat" },
    { "微信公众号", "wechat" },
    { "douyin", "douyin" },
    { "抖音", "douyin" },
    { "tiktok", "tiktok" },
    { "socialmediatiktok", "tiktok" },
    { "xiaohongshu", "xiaohongshu" },
    { "小红书", "xiaohongshu" },
    { "bilibili", "bilibili" },
    { "哔哩哔哩", "bilibili" },
    { "b站", "bilibili" },
    { "zhihu", "zhihu" },
    { "知乎", "zhihu" },
    { "douban", "douban" },
    { "豆瓣", "douban" },
    { "kuaishou", "kuaishou" },
    { "快手", "kuaishou" },
    { "reddit", "reddit" },
    { "redditcom", "reddit" },
    { "socialmediareddit", "reddit" },
    { "linkedin", "linkedin" },
    { "threads", "threads" },
    { "bluesky", "bluesky" },
};

const char *em_platform_name(em_str written)
{
    for (size_t i = 0; i < sizeof PLATFORMS / sizeof *PLATFORMS; i++)
        if (names_equal(written, PLATFORMS[i].written))
            return PLATFORMS[i].name;
    return NULL;
}

bool em_column_is_loose(em_str name)
{
    return names_equal(name, "source") || names_equal(name, "site");
}
