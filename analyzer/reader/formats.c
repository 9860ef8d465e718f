/*
 * The table of export formats. To add one: its row here, a fixture and its expected records in
 * tests/cases/formats/. The notation of paths and marks is explained in formats.h.
 */
#include "reader/formats.h"

#include "base/str.h"

#define TABLE (EM_CONTAINER_CSV | EM_CONTAINER_XLSX)
#define JSON_EITHER (EM_CONTAINER_JSON | EM_CONTAINER_JSONL)
#define ANY (TABLE | JSON_EITHER)

#define HOT_FIRST "hot comments first, a capped part: not a random sample"
#define NO_EMOTICONS "crawlers of this kind strip [emoticons] with the mark-up by default"

#define FIELDS(...)                                                                                \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define TEXT [EM_FIELD_TEXT]
#define ID [EM_FIELD_ID]
#define AUTHOR [EM_FIELD_AUTHOR]
#define TIME [EM_FIELD_TIME]
#define LIKES [EM_FIELD_LIKES]
#define PLATFORM [EM_FIELD_PLATFORM]
#define LANGUAGE [EM_FIELD_LANGUAGE]
#define PARENT [EM_FIELD_PARENT]
#define REPOSTED [EM_FIELD_REPOSTED]
#define AUTHOR_TYPE [EM_FIELD_AUTHOR_TYPE]

/* Of a tweet of X's API v2 whose author and reposted tweet stand under `includes`. */
#define X_TWEET_FIELDS                                                                             \
    FIELDS(TEXT = "note_tweet.text|text", ID = "id",                                               \
           AUTHOR = "/includes.users[id={author_id}].username|author_id", TIME = "created_at",     \
           LIKES = "public_metrics.like_count", LANGUAGE = "lang",                                 \
           PARENT = "referenced_tweets[type=replied_to].id",                                       \
           REPOSTED = "referenced_tweets[type=retweeted].id|referenced_tweets[type=quoted].id",    \
           AUTHOR_TYPE = "/includes.users[id={author_id}].verified_type|/"                         \
                         "includes.users[id={author_id}].verified")
#define X_TWEET_REPOSTED "/includes.tweets[id={referenced_tweets[type=retweeted].id}].text"

static const em_format FORMATS[] = {
    /* --- Weibo: the platform's own JSON -------------------------------------------------- */
    {
        .id = "weibo-hotflow",
        .title = "m.weibo.cn comments/hotflow",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "data.data[].created_at", "data.data[].text", "data.data[].user",
                       "data.max_id", "data.data[].rootid|data.data[].floor_number" },
        .records = { "data.data[]" },
        .nested = { "comments[]" },
        .field = FIELDS(TEXT = "=<reply_original_text|<text", ID = "id|mid",
                        AUTHOR = "user.screen_name|user.id", TIME = "created_at",
                        LIKES = "like_count|like_counts", PARENT = "reply_id|rootid",
                        AUTHOR_TYPE = "#user.verified_type|user.verified"),
        .stated_total = "data.total_number",
        .note = HOT_FIRST,
    },
    {
        .id = "weibo-hotflow-child",
        .title = "m.weibo.cn comments/hotFlowChild",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "data[].created_at", "data[].text", "data[].user", "rootComment", "max_id" },
        .records = { "rootComment[]", "data[]" },
        .field = FIELDS(TEXT = "=<reply_original_text|<text", ID = "id|mid",
                        AUTHOR = "user.screen_name|user.id", TIME = "created_at",
                        LIKES = "like_count|like_counts", PARENT = "reply_id|rootid",
                        AUTHOR_TYPE = "#user.verified_type|user.verified"),
        .stated_total = "total_number",
        .note = HOT_FIRST,
    },
    {
        .id = "weibo-comments-show",
        .title = "m.weibo.cn api/comments/show",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "data.data[].created_at", "data.data[].text", "data.data[].user",
                       "data.total_number" },
        .records = { "data.data[]" },
        .nested = { "comments[]" },
        .field = FIELDS(TEXT = "=<reply_original_text|<text", ID = "id|mid",
                        AUTHOR = "user.screen_name|user.id", TIME = "created_at",
                        LIKES = "like_counts|like_count", PARENT = "reply_id",
                        AUTHOR_TYPE = "#user.verified_type|user.verified"),
        .stated_total = "data.total_number",
        .note = "",
    },
    {
        .id = "weibo-repost-timeline",
        .title = "m.weibo.cn api/statuses/repostTimeline",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "data.data[].raw_text", "data.data[].created_at", "data.data[].text",
                       "data.data[].user",
                       "data.data[].retweeted_status|data.data[].attitudes_count" },
        .records = { "data.data[]" },
        .field = FIELDS(TEXT = "raw_text|<text", ID = "id|mid", AUTHOR = "user.screen_name|user.id",
                        TIME = "created_at", LIKES = "attitudes_count|like_count",
                        REPOSTED = "retweeted_status.id",
                        AUTHOR_TYPE = "#user.verified_type|user.verified"),
        .stated_total = "data.total_number",
        .note = "",
    },
    {
        .id = "weibo-build-comments",
        .title = "weibo.com ajax/statuses/buildComments",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "data[].text_raw", "data[].text", "data[].like_counts|data[].floor_number",
                       "data[].created_at", "data[].user", "max_id|total_number" },
        .records = { "data[]" },
        .nested = { "comments[]" },
        .field = FIELDS(TEXT = "text_raw|<text", ID = "id|mid", AUTHOR = "user.screen_name|user.id",
                        TIME = "created_at", LIKES = "like_counts|like_count",
                        PARENT = "reply_comment.id|rootid",
                        AUTHOR_TYPE = "!is_mblog_author|#user.verified_type|user.verified"),
        .stated_total = "total_number",
        .note = HOT_FIRST,
    },
    /* --- Weibo: crawlers ------------------------------------------------------------------ */
    {
        .id = "weibo-nghuyong-comments",
        .title = "nghuyong/WeiboSpider comments",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "_id", "content", "comment_user", "created_at" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "content", ID = "_id",
                        AUTHOR = "comment_user.nick_name|comment_user._id", TIME = "created_at",
                        LIKES = "like_counts", PARENT = "reply_comment._id",
                        AUTHOR_TYPE = "#comment_user.verified_type|comment_user.verified"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-nghuyong-posts",
        .title = "nghuyong/WeiboSpider posts and reposts",
        .platform = "weibo",
        .containers = JSON_EITHER,
        .signature = { "_id", "mblogid", "content", "attitudes_count", "created_at" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "content", ID = "_id", AUTHOR = "user.nick_name|user._id",
                        TIME = "created_at", LIKES = "attitudes_count",
                        REPOSTED = "retweet_id|retweet._id",
                        AUTHOR_TYPE = "#user.verified_type|user.verified"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-crawler-comments",
        .title = "dataabc/weibo-crawler comments",
        .platform = "weibo",
        .containers = TABLE,
        .signature = { "id", "weibo_id", "created_at", "user_screen_name", "text", "like_count" },
        .field = FIELDS(TEXT = "<text", ID = "id", AUTHOR = "user_screen_name|user_id",
                        TIME = "created_at", LIKES = "like_count", PARENT = "root_id"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-crawler-posts",
        .title = "dataabc/weibo-crawler posts",
        .platform = "weibo",
        .containers = TABLE,
        .signature = { "id", "bid", "正文", "点赞数", "评论数", "转发数", "日期|完整日期" },
        .field = FIELDS(TEXT = "正文", ID = "id", AUTHOR = "用户昵称|用户id",
                        TIME = "完整日期|日期", LIKES = "点赞数", REPOSTED = "源微博id"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-search",
        .title = "dataabc/weibo-search",
        .platform = "weibo",
        .containers = TABLE,
        .signature = { "id", "bid", "user_id", "用户昵称", "微博正文", "点赞数", "发布时间" },
        .field = FIELDS(TEXT = "微博正文", ID = "id", AUTHOR = "用户昵称|user_id",
                        TIME = "发布时间", LIKES = "点赞数", REPOSTED = "retweet_id",
                        AUTHOR_TYPE = "user_authentication"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-superspider-comments",
        .title = "Python3Spiders/WeiboSuperSpider comments",
        .platform = "weibo",
        .containers = TABLE,
        .signature = { "评论者昵称", "评论内容", "评论获赞数", "评论发布时间" },
        .field = FIELDS(TEXT = "评论内容", AUTHOR = "评论者昵称|评论者主页", TIME = "评论发布时间",
                        LIKES = "评论获赞数"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-superspider-api",
        .title = "Python3Spiders/WeiboSuperSpider comments by API",
        .platform = "weibo",
        .containers = TABLE,
        .signature = { "wid", "time", "text", "uid", "like_count", "username", "following",
                       "followed", "gender" },
        .field = FIELDS(TEXT = "<text", ID = "wid", AUTHOR = "username|uid", TIME = "time",
                        LIKES = "like_count"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-mediacrawler-comments",
        .title = "NanmiCoder/MediaCrawler comments",
        .platform = "weibo",
        .containers = ANY,
        .signature = { "comment_id", "create_time", "create_date_time", "note_id", "content",
                       "comment_like_count", "parent_comment_id" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "content", ID = "comment_id",
                        AUTHOR = "creator_hash|user_id|nickname",
                        TIME = "create_time|create_date_time", LIKES = "comment_like_count",
                        PARENT = "parent_comment_id"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-mediacrawler-posts",
        .title = "NanmiCoder/MediaCrawler posts",
        .platform = "weibo",
        .containers = ANY,
        .signature = { "note_id", "content", "create_time", "create_date_time", "liked_count",
                       "comments_count", "note_url" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "content", ID = "note_id", AUTHOR = "creator_hash|user_id|nickname",
                        TIME = "create_time|create_date_time", LIKES = "liked_count"),
        .note = NO_EMOTICONS,
    },
    {
        .id = "weibo-bazhuayu",
        .title = "Bazhuayu (Octoparse) search results",
        .platform = "weibo",
        .containers = TABLE,
        .signature = { "标题", "txt", "from1" },
        .field = FIELDS(TEXT = "txt", AUTHOR = "标题", TIME = "from1"),
        .note = NO_EMOTICONS,
    },
    /* --- YouTube --------------------------------------------------------------------------- */
    {
        .id = "youtube-comment-threads",
        .title = "YouTube Data API commentThreads.list, comments.list",
        .platform = "youtube",
        .containers = JSON_EITHER,
        .signature = { "kind=youtube#comment", "items[].id", "items[].snippet" },
        .records = { "items[]" },
        .nested = { "replies.comments[]" },
        .field = FIELDS(TEXT = "snippet.topLevelComment.snippet.textOriginal|snippet.textOriginal|"
                               "<snippet.topLevelComment.snippet.textDisplay|<snippet.textDisplay",
                        ID = "snippet.topLevelComment.id|id",
                        AUTHOR = "snippet.topLevelComment.snippet.authorDisplayName|"
                                 "snippet.authorDisplayName",
                        TIME = "snippet.topLevelComment.snippet.publishedAt|snippet.publishedAt",
                        LIKES = "snippet.topLevelComment.snippet.likeCount|snippet.likeCount",
                        PARENT = "snippet.parentId"),
        .stated_total = "snippet.totalReplyCount+",
        .note = "replies in the thread are only a part of them",
    },
    {
        .id = "youtube-comment-thread-lines",
        .title = "YouTube Data API comment threads, one a line",
        .platform = "youtube",
        .containers = JSON_EITHER,
        .signature = { "kind=youtube#commentThread", "snippet.topLevelComment" },
        .records = { "", "[]" },
        .nested = { "replies.comments[]" },
        .field = FIELDS(TEXT = "snippet.topLevelComment.snippet.textOriginal|snippet.textOriginal|"
                               "<snippet.topLevelComment.snippet.textDisplay|<snippet.textDisplay",
                        ID = "snippet.topLevelComment.id|id",
                        AUTHOR = "snippet.topLevelComment.snippet.authorDisplayName|"
                                 "snippet.authorDisplayName",
                        TIME = "snippet.topLevelComment.snippet.publishedAt|snippet.publishedAt",
                        LIKES = "snippet.topLevelComment.snippet.likeCount|snippet.likeCount",
                        PARENT = "snippet.parentId"),
        .stated_total = "snippet.totalReplyCount+",
        .note = "replies in the thread are only a part of them",
    },
    {
        .id = "youtube-comment-downloader",
        .title = "youtube-comment-downloader, lines",
        .platform = "youtube",
        .containers = JSON_EITHER,
        .signature = { "cid", "text", "time", "author", "votes" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "text", ID = "cid", AUTHOR = "author|channel",
                        TIME = "~time_parsed|~time", LIKES = "votes", PARENT = "^cid"),
        .note = "the export knows only relative times",
    },
    {
        .id = "youtube-comment-downloader-pretty",
        .title = "youtube-comment-downloader --pretty",
        .platform = "youtube",
        .containers = EM_CONTAINER_JSON,
        .signature = { "comments[].cid", "comments[].text", "comments[].time", "comments[].author",
                       "comments[].votes" },
        .records = { "comments[]" },
        .field = FIELDS(TEXT = "text", ID = "cid", AUTHOR = "author|channel",
                        TIME = "~time_parsed|~time", LIKES = "votes", PARENT = "^cid"),
        .note = "the export knows only relative times",
    },
    {
        .id = "youtube-comment-downloader-csv",
        .title = "youtube-comment-downloader, table",
        .platform = "youtube",
        .containers = TABLE,
        .signature = { "cid", "text", "time", "author", "channel", "votes" },
        .field = FIELDS(TEXT = "text", ID = "cid", AUTHOR = "author|channel",
                        TIME = "~time_parsed|~time", LIKES = "votes", PARENT = "^cid"),
        .note = "the export knows only relative times",
    },
    {
        .id = "youtube-ytdlp",
        .title = "yt-dlp .info.json",
        .platform = "youtube",
        .containers = JSON_EITHER,
        .signature = { "comments[].id", "comments[].parent", "comments[].text",
                       "comments[].author" },
        .records = { "comments[]" },
        .field = FIELDS(TEXT = "text|<html", ID = "id", AUTHOR = "author|author_id",
                        TIME = "~timestamp|~_time_text|~time_text", LIKES = "like_count",
                        PARENT = "parent", AUTHOR_TYPE = "!author_is_uploader|author_is_verified"),
        .stated_total = "comment_count",
        .note = "the export's times are estimates",
    },
    {
        .id = "youtube-data-tools",
        .title = "YouTube Data Tools comments",
        .platform = "youtube",
        .containers = TABLE,
        .signature = { "id", "isReplyTo", "authorName", "text", "publishedAt" },
        .field = FIELDS(TEXT = "text", ID = "id", AUTHOR = "authorName|authorChannelId",
                        TIME = "publishedAt", LIKES = "likeCount", PARENT = "isReplyTo"),
        .note = "",
    },
    {
        .id = "youtube-apify",
        .title = "Apify YouTube comments",
        .platform = "youtube",
        .containers = ANY,
        .signature = { "cid", "comment", "author", "voteCount", "replyToCid" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "comment", ID = "cid", AUTHOR = "author",
                        TIME = "publishedAtTime|~publishedTimeText", LIKES = "voteCount",
                        PARENT = "replyToCid", AUTHOR_TYPE = "!authorIsChannelOwner"),
        .note = "",
    },
    /* --- Facebook, Instagram ------------------------------------------------------------------ */
    {
        .id = "facebook-graph-comments",
        .title = "Facebook Graph API comments",
        .platform = "facebook",
        .containers = JSON_EITHER,
        .signature = { "data[].message", "data[].created_time", "data[].id" },
        .records = { "data[]" },
        .nested = { "comments.data[]" },
        .field = FIELDS(TEXT = "message", ID = "id", AUTHOR = "from.name|from.id",
                        TIME = "created_time", LIKES = "like_count", PARENT = "parent.id"),
        .stated_total = "summary.total_count",
        .note = "",
    },
    {
        .id = "instagram-graph-comments",
        .title = "Instagram Graph API comments",
        .platform = "instagram",
        .containers = JSON_EITHER,
        .signature = { "data[].text", "data[].timestamp", "data[].id",
                       "data[].username|data[].from|data[].like_count" },
        .records = { "data[]" },
        .nested = { "replies.data[]" },
        .field = FIELDS(TEXT = "text", ID = "id", AUTHOR = "username|from.username|from.id",
                        TIME = "timestamp", LIKES = "like_count", PARENT = "parent_id"),
        .stated_total = "summary.total_count",
        .note = "",
    },
    {
        .id = "facebook-facepager",
        .title = "Facepager full export",
        .platform = "facebook",
        .containers = TABLE,
        .signature = { "object_id", "object_type", "query_status", "query_time", "query_type",
                       "message" },
        .field = FIELDS(TEXT = "message", ID = "object_id|id", AUTHOR = "from.name|from.id",
                        TIME = "created_time", LIKES = "like_count", PARENT = "parent.id"),
        .note = "",
    },
    {
        .id = "facebook-facepager-tree",
        .title = "Facepager tree export",
        .platform = "facebook",
        .containers = TABLE,
        .signature = { "path", "message", "created_time" },
        .field = FIELDS(TEXT = "message", ID = "object_id|id", AUTHOR = "from.name|from.id",
                        TIME = "created_time", LIKES = "like_count", PARENT = "parent.id"),
        .note = "",
    },
    {
        .id = "facebook-apify",
        .title = "Apify Facebook comments",
        .platform = "facebook",
        .containers = ANY,
        .signature = { "commentUrl", "facebookUrl", "text", "date", "profileName" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "text", ID = "id|feedbackId|commentUrl",
                        AUTHOR = "profileName|profileId", TIME = "date", LIKES = "likesCount",
                        PARENT = "replyToCommentId"),
        .note = "",
    },
    {
        .id = "facebook-crowdtangle",
        .title = "CrowdTangle Facebook posts",
        .platform = "facebook",
        .containers = TABLE,
        .signature = { "Page Name|Group Name", "User Name", "Facebook Id", "Post Created",
                       "Message", "Likes" },
        .field = FIELDS(TEXT = "Message", ID = "URL|Facebook Id", AUTHOR = "Page Name|Group Name",
                        TIME = "Post Created", LIKES = "Likes"),
        .note = "posts, not comments",
    },
    {
        .id = "instagram-crowdtangle",
        .title = "CrowdTangle Instagram posts",
        .platform = "instagram",
        .containers = TABLE,
        .signature = { "Account", "User Name", "Followers at Posting", "Post Created", "Likes",
                       "Description" },
        .field = FIELDS(TEXT = "Description", ID = "URL", AUTHOR = "User Name|Account",
                        TIME = "Post Created", LIKES = "Likes"),
        .note = "posts, not comments",
    },
    /* --- X -------------------------------------------------------------------------------------
     */
    {
        .id = "x-api-pages",
        .title = "X API v2 pages (twarc2)",
        .platform = "x",
        .containers = JSON_EITHER,
        .signature = { "data[].id", "data[].text", "data[].author_id|data[].edit_history_tweet_ids",
                       "meta|includes" },
        .records = { "data[]" },
        .field = X_TWEET_FIELDS,
        .repost_text = X_TWEET_REPOSTED,
        .note = "",
    },
    {
        .id = "x-api-stream",
        .title = "X API v2 stream and single tweets, one a line",
        .platform = "x",
        .containers = JSON_EITHER,
        .signature = { "data.id", "data.text",
                       "data.author_id|data.edit_history_tweet_ids|data.public_metrics" },
        .records = { "data" },
        .field = X_TWEET_FIELDS,
        .repost_text = X_TWEET_REPOSTED,
        .note = "",
    },
    {
        .id = "x-api-v1",
        .title = "X API v1.1 statuses, one a line",
        .platform = "x",
        .containers = JSON_EITHER,
        .signature = { "id_str", "full_text|text", "created_at", "user.screen_name|user.id_str",
                       "favorite_count|retweet_count|is_quote_status" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "extended_tweet.full_text|full_text|text", ID = "id_str",
                        AUTHOR = "user.screen_name|user.id_str", TIME = "created_at",
                        LIKES = "favorite_count", LANGUAGE = "lang",
                        PARENT = "in_reply_to_status_id_str",
                        REPOSTED = "retweeted_status.id_str|quoted_status_id_str",
                        AUTHOR_TYPE = "user.verified_type|user.verified"),
        .repost_text = "retweeted_status.full_text",
        .note = "",
    },
    {
        .id = "x-api-tweets",
        .title = "X API v2 tweets, flattened, one a line",
        .platform = "x",
        .containers = JSON_EITHER,
        .signature = { "id", "text", "created_at", "author_id|author",
                       "public_metrics|conversation_id|referenced_tweets" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "note_tweet.text|text", ID = "id",
                        AUTHOR = "author.username|author_id", TIME = "created_at",
                        LIKES = "public_metrics.like_count", LANGUAGE = "lang",
                        PARENT = "referenced_tweets[type=replied_to].id",
                        REPOSTED = "referenced_tweets[type=retweeted].id|"
                                   "referenced_tweets[type=quoted].id",
                        AUTHOR_TYPE = "author.verified_type|author.verified"),
        .repost_text = "referenced_tweets[type=retweeted].text",
        .note = "",
    },
    {
        .id = "x-twarc-csv",
        .title = "twarc-csv",
        .platform = "x",
        .containers = TABLE,
        .signature = { "id", "conversation_id", "author_id", "created_at", "text",
                       "public_metrics.like_count", "referenced_tweets.replied_to.id" },
        .field = FIELDS(TEXT = "text", ID = "id", AUTHOR = "author.username|author_id",
                        TIME = "created_at", LIKES = "public_metrics.like_count", LANGUAGE = "lang",
                        PARENT = "referenced_tweets.replied_to.id",
                        REPOSTED = "referenced_tweets.retweeted.id|referenced_tweets.quoted.id",
                        AUTHOR_TYPE = "author.verified_type|author.verified"),
        .note = "",
    },
    {
        .id = "x-web-exporter",
        .title = "twitter-web-exporter",
        .platform = "x",
        .containers = ANY,
        .signature = { "id", "created_at", "full_text", "screen_name", "favorite_count",
                       "in_reply_to", "retweeted_status" },
        .records = { "", "[]" },
        .field = FIELDS(TEXT = "\\full_text", ID = "id", AUTHOR = "screen_name|user_id",
                        TIME = "created_at", LIKES = "favorite_count", PARENT = "in_reply_to",
                        REPOSTED = "retweeted_status|quoted_status",
                        AUTHOR_TYPE = "metadata.core.user_results.result.legacy.verified_type|"
                                      "metadata.core.user_results.result.is_blue_verified"),
        .note = "",
    },
    {
        .id = "x-sfm",
        .title = "Social Feed Manager",
        .platform = "x",
        .containers = TABLE,
        .signature = { "created_at", "twitter_id|tweet_id", "screen_name|user_screen_name",
                       "text" },
        .field = FIELDS(TEXT = "text", ID = "twitter_id|tweet_id",
                        AUTHOR = "screen_name|user_screen_name", TIME = "created_at",
                        LIKES = "favorite_count", LANGUAGE = "lang",
                        PARENT = "in_reply_to_status_id", REPOSTED = "retweet_id"),
        .note = "",
    },
    /* --- social listening
       ------------------------------------------------------------------------- */
    {
        .id = "brandwatch",
        .title = "Brandwatch mentions",
        .platform = "",
        .containers = TABLE,
        .signature = { "Query Id", "Query Name", "Date", "Url", "Full Text|Snippet",
                       "Thread Id|Thread Entry Type|Resource Id|Page Type" },
        .field = FIELDS(TEXT = "Full Text|Snippet|Title", ID = "Resource Id|Url",
                        AUTHOR = "Author|Full Name", TIME = "Date",
                        LIKES = "X Likes|Twitter Likes|Facebook Likes|Instagram Likes|Likes",
                        PLATFORM = "Page Type|Domain", LANGUAGE = "Language",
                        PARENT = "Parent Post Id|X Reply to|Twitter Reply to",
                        REPOSTED = "X Repost of|Twitter Retweet of",
                        AUTHOR_TYPE = "Account Type|X Verified|Twitter Verified"),
        .note = "exports of one query overlap",
    },
    {
        .id = "meltwater",
        .title = "Meltwater mentions",
        .platform = "",
        .containers = TABLE,
        .signature = { "Date", "Headline|Title", "URL", "Hit Sentence|Opening Text",
                       "Source|Source Name", "Reach", "Sentiment" },
        .field = FIELDS(TEXT = "Hit Sentence|Opening Text|Headline|Title", ID = "URL",
                        AUTHOR = "Influencer|Author", TIME = "Date", LIKES = "Likes|Engagement",
                        PLATFORM = "Source|Source Name", LANGUAGE = "Language"),
        .note = "the text is the sentence that hit, not the whole comment",
    },
    {
        .id = "talkwalker",
        .title = "Talkwalker results",
        .platform = "",
        .containers = TABLE,
        .signature = { "url", "published", "content|content_snippet", "source_type", "engagement",
                       "lang" },
        .field = FIELDS(TEXT = "content|content_snippet|title", ID = "url",
                        AUTHOR = "extra_author_attributes.name|extra_author_attributes.short_name|"
                                 "extra_author_attributes.id",
                        TIME = "published|indexed",
                        LIKES = "twitter_likes|facebook_likes|instagram_likes|youtube_likes",
                        PLATFORM = "source_type|host_url", LANGUAGE = "lang"),
        .note = "",
    },
};

#define FORMAT_COUNT (sizeof FORMATS / sizeof *FORMATS)

const em_format *em_formats(size_t *count)
{
    *count = FORMAT_COUNT;
    return FORMATS;
}

const em_format *em_format_find(const char *id)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (strcmp(FORMATS[i].id, id) == 0)
            return &FORMATS[i];
    return NULL;
}

bool em_format_next_path(const char **rest, em_format_path *out)
{
    if (!*rest || !**rest)
        return false;
    *out = (em_format_path){ .html = false };
    const char *at = *rest;
    for (;; at++) {
        if (*at == '<')
            out->html = true;
        else if (*at == '=')
            out->own_words = true;
        else if (*at == '~')
            out->estimate = true;
        else if (*at == '^')
            out->before_dot = true;
        else if (*at == '\\')
            out->backslash_n = true;
        else if (*at == '!')
            out->yes_is_owner = true;
        else if (*at == '#')
            out->weibo_number = true;
        else
            break;
    }
    size_t len = strcspn(at, "|");
    out->path = (em_str){ at, len };
    *rest = at[len] == '|' ? at + len + 1 : at + len;
    return true;
}

bool em_format_is_column(em_str name, em_str column)
{
    return em_str_eq_ascii_case(em_str_trim(name), column);
}

static bool has_column(const em_str *names, size_t count, em_str column)
{
    for (size_t i = 0; i < count; i++)
        if (em_format_is_column(names[i], column))
            return true;
    return false;
}

/* Number of signature entries, or 0 where one of them is not there. */
static size_t match_columns(const em_format *format, const em_str *names, size_t count)
{
    size_t matched = 0;
    for (; matched < EM_FORMAT_SIGNATURE_MAX && format->signature[matched]; matched++) {
        const char *rest = format->signature[matched];
        em_format_path any;
        bool found = false;
        while (!found && em_format_next_path(&rest, &any))
            found = has_column(names, count, any.path);
        if (!found)
            return 0;
    }
    return matched;
}

const em_format *em_format_by_columns(const em_str *names, size_t count, em_container container)
{
    const em_format *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (!(FORMATS[i].containers & container))
            continue;
        size_t matched = match_columns(&FORMATS[i], names, count);
        if (matched > longest) {
            longest = matched;
            best = &FORMATS[i];
        }
    }
    return best;
}
