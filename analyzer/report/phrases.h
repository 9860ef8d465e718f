/*
 * Every sentence of the reports, English beside Simplified Chinese: one line of this list makes
 * the constant EM_P_<NAME> and both texts. {0} to {9} are places that em_report_fill fills.
 */
#ifndef EM_REPORT_PHRASES_H
#define EM_REPORT_PHRASES_H

#include "em_base.h"

/* clang-format off */
#define EM_PHRASES(X) \
    /* head */ \
    X(N_COMMENTS, "{0} {0|comment|comments}", \
      "{0} 条评论") \
    X(DOT_JOIN, "{0} · {1}", \
      "{0} · {1}") \
    X(FROM_TO, "{0} to {1}", \
      "{0} 至 {1}") \
    X(LIST_AND_MORE, "{0}, {1}", \
      "{0}、{1}") \
    X(AND_N_MORE, "{0} and {1} more", \
      "{0}等，另有 {1} 个平台") \
    X(M_OF_N, "{0} of {1}", \
      "{0}/{1}") \
    X(HEADLINE, "{0} of comments affirm a key message in the author’s own words", \
      "{0} 的评论以作者自己的话认同了关键信息") \
    X(HEADLINE_NONE, "No comment affirms a key message in the author’s own words", \
      "没有评论以作者自己的话认同关键信息") \
    X(HEADLINE_EMPTY, "There is no comment to analyse", \
      "没有可分析的评论") \
    X(SUMMARY_COUNTS, "That is {0} of {1} analyzed {1|comment|comments}, with a 95% interval of {2}.", \
      "即 {1} 条被分析的评论中有 {0} 条，95% 置信区间为 {2}。") \
    X(SUMMARY_BEST, "The message that came across best is “{0}”, affirmed in {1} of comments.", \
      "传达最好的信息是“{0}”，{1} 的评论认同。") \
    X(SUMMARY_DENIED, "{0} {0|comment|comments} ({1}) {0|denies|deny} at least one message.", \
      "另有 {0} 条评论（{1}）否定了至少一条信息。") \
    X(RECEIPT_RATE, "Receipt rate", \
      "接收率") \
    X(RATE_OWN_WORDS, "With own words", \
      "有自己的话的评论") \
    X(ORGANIC_RATE, "Organic rate", \
      "去重后比率") \
    X(FIGURE_INTERVAL, "95% interval {0}", \
      "95% 区间 {0}") \
    X(FIGURE_OWN_WORDS, "of {0} {0|comment that says|comments that say} something of their own", \
      "在 {0} 条有作者自己的话的评论中") \
    X(FIGURE_ORGANIC, "of {0} distinct {0|text|texts}, each counted once", \
      "在 {0} 条不同文本中，每条计一次") \
    X(FIGURE_SENTIMENT, "Positive in tone", \
      "语气正面") \
    X(FIGURE_NEGATIVE, "{0} are negative", \
      "{0} 为负面") \
    X(FIGURE_TARGETS, "Targets met", \
      "达成目标") \
    X(FIGURE_TARGETS_OPEN, "{0} too close to call", \
      "{0} 项尚难判定") \
    /* findings */ \
    X(FINDINGS, "What to take from it", \
      "要点") \
    X(NEXT_STEPS, "What to do next", \
      "下一步") \
    X(POINT_CORRECTED, "Corrected for the program’s own errors, the receipt rate is {0} (interval {1}).", \
      "按程序自身误差校正后，接收率为 {0}（区间 {1}）。") \
    X(POINT_TARGET_MET, "Target met: “{0}” reached {1} against a target of {2} (interval {3}).", \
      "目标达成：“{0}”达到 {1}，目标为 {2}（区间 {3}）。") \
    X(POINT_TARGET_NOT_MET, "Target not met: “{0}” reached {1} against a target of {2} (interval {3}).", \
      "目标未达成：“{0}”为 {1}，目标为 {2}（区间 {3}）。") \
    X(POINT_TARGET_OPEN, "Too close to call: “{0}” stands at {1} against a target of {2}; the interval {3} holds both answers.", \
      "尚难判定：“{0}”为 {1}，目标为 {2}；区间 {3} 包含两种可能。") \
    X(POINT_TARGET_FEW, "No verdict on “{0}”: it stands at {1} against a target of {2}, but {3} {3|comment is|comments are} too few to judge.", \
      "“{0}”不作判定：为 {1}，目标为 {2}，但仅有 {3} 条评论，不足以判断。") \
    X(NOTE_TARGETS, "Targets are judged by intervals that allow for repeated authors and texts; those in the tables take every comment by itself, and so differ a little.", \
      "判定目标所用的区间已计入重复的作者与文本；各表中的区间把每条评论视为独立，因此略有不同。") \
    X(POINT_DENIED_MORE, "“{0}” is denied more often ({1} {1|comment|comments}) than affirmed ({2}).", \
      "“{0}”被否定（{1} 条）多于被认同（{2} 条）。") \
    X(POINT_COPIES_RAISE, "Copied texts raise the figure: with each group of copies that was found counted once, the rate is {0} rather than {1}.", \
      "复制文本抬高了数字：每组查出的复制文本只计一次时，比率为 {0}，而不是 {1}。") \
    X(POINT_COPIES_LOWER, "Copied texts hide receipt: with each group of copies that was found counted once, the rate is {0} rather than {1}.", \
      "复制文本掩盖了接收：每组查出的复制文本只计一次时，比率为 {0}，而不是 {1}。") \
    X(POINT_COPIES_EVEN, "Copies do not drive the figure: with each group of copies that was found counted once, the rate is {0} against {1}.", \
      "复制文本没有左右结果：每组查出的复制文本只计一次时，比率为 {0}，原比率为 {1}。") \
    X(POINT_REPOSTS, "Only {0} of comments say something of their own, the rest repost or quote; of those with own words {1} affirm a message.", \
      "只有 {0} 的评论有作者自己的话，其余为转发或引用；在有自己的话的评论中，{1} 认同某条信息。") \
    X(POINT_CHANGE_UP, "Receipt rose in “{0}” compared with “{1}”, by {2} percentage points.", \
      "与“{1}”相比，“{0}”期间接收率上升 {2} 个百分点。") \
    X(POINT_CHANGE_DOWN, "Receipt fell in “{0}” compared with “{1}”, by {2} percentage points.", \
      "与“{1}”相比，“{0}”期间接收率下降 {2} 个百分点。") \
    X(POINT_CHANGE_OPEN, "No clear change in “{0}” compared with “{1}” ({2} percentage points).", \
      "与“{1}”相比，“{0}”期间没有明确变化（{2} 个百分点）。") \
    X(POINT_NO_PERIOD, "No comment lies in any of the campaign’s periods: this report cannot say whether the campaign moved anything.", \
      "没有评论落在活动的任何时期内：本报告无法说明活动是否带来变化。") \
    X(POINT_NO_DATES, "No comment has a time, so none lies in the campaign’s periods: this report cannot say whether the campaign moved anything.", \
      "所有评论都没有时间，因而不属于活动的任何时期：本报告无法说明活动是否带来变化。") \
    X(POINT_NO_BASELINE, "No comment lies in the baseline period “{0}”: there is nothing to compare the other periods with.", \
      "没有评论落在基线时期“{0}”内：其他时期无从比较。") \
    X(POINT_ONLY_BASELINE, "No comment lies in a period other than the baseline “{0}”: there is nothing to compare with it.", \
      "除基线“{0}”外，没有评论落在其他时期内：基线无从比较。") \
    X(POINT_UNREADABLE, "{0} could not be read ({1}): its comments are missing here.", \
      "{0} 无法读取（{1}）：其中的评论未计入本报告。") \
    X(POINT_BROKEN_OFF, "{0} could not be read to its end ({1}): the rest is missing here. Export it again.", \
      "{0} 无法读到末尾（{1}）：其余内容未计入本报告。请重新导出。") \
    X(STEP_SILENT, "“{0}” is affirmed by nobody: read comments near it for words the lexicon lacks, or say it more plainly.", \
      "没有人认同“{0}”：请阅读相近评论，看词表缺少哪些说法，或把这条信息说得更明白。") \
    X(STEP_ANSWER, "Answer the doubt about “{0}”: {1} {1|comment denies or questions|comments deny or question} it.", \
      "回应对“{0}”的质疑：有 {1} 条评论否定或质疑它。") \
    X(STEP_REJECTED, "Mend the export: {0} {0|record|records} could not be read (rejects.csv says why).", \
      "修复导出文件：有 {0} 条记录无法读取（原因见 rejects.csv）。") \
    X(STEP_THEMES, "Read the unexpected themes below: words of receivers that no message names may belong in a lexicon.", \
      "阅读下文的意外主题：接收者使用而词表中没有的词，也许应当收入词表。") \
    X(STEP_GOLD, "Have two people code a blind sample (echometer sample) and give its scores to this report: then the rate can be corrected for the program’s errors.", \
      "请两人对盲样编码（echometer sample），并把得分交给本报告：这样可以按程序误差校正比率。") \
    /* messages */ \
    X(MESSAGES, "Which messages were received", \
      "哪些信息被接收") \
    X(LEAD_MESSAGES, "A message is received when a comment affirms it in the author’s own words. Reposts, quotations and the campaign’s own slogans do not count.", \
      "评论以作者自己的话认同某条信息，才算接收。转发、引用和活动口号不计入。") \
    X(MESSAGE, "Message", \
      "信息") \
    X(AFFIRMED, "Affirmed", \
      "认同") \
    X(DENIED, "Denied", \
      "否定") \
    X(MIXED, "Mixed", \
      "兼有") \
    X(QUESTIONED, "Questioned", \
      "质疑") \
    X(QUOTED, "Quoted", \
      "引用") \
    X(RATE, "Rate", \
      "比率") \
    X(INTERVAL, "95% interval", \
      "95% 区间") \
    X(COLUMN_LOW, "{0} (low)", \
      "{0}（下限）") \
    X(COLUMN_HIGH, "{0} (high)", \
      "{0}（上限）") \
    X(TARGET, "Target", \
      "目标") \
    X(POSITIVE, "Positive", \
      "正面") \
    X(NEUTRAL, "Neutral", \
      "中性") \
    X(NEGATIVE, "Negative", \
      "负面") \
    X(TABLE_MESSAGES, "Key messages: comments that affirm them", \
      "关键信息：认同的评论") \
    X(CHART_MESSAGES, "Share of comments that affirm each message", \
      "认同各信息的评论占比") \
    X(DESC_MESSAGES, "A bar for each of {0} {0|message|messages} with its rate; the thin line is the 95% interval, the tick the target.", \
      "{0} 条信息各一条横条表示比率；细线为 95% 区间，短竖线为目标。") \
    X(TABLE_STANCES, "What comments do with each message", \
      "评论如何对待各信息") \
    X(CHART_STANCES, "What comments do with each message", \
      "评论如何对待各信息") \
    X(KEY_STANCES, "On the right: comments that echo it", \
      "右侧数字：提到该信息的评论数") \
    X(DESC_STANCES, "For each message the comments that echo it, split by stance.", \
      "按立场划分提到各信息的评论。") \
    X(NOTE_STANCES, "Affirmed and denied: in the author’s own words. Mixed: both in one comment. Questioned: as a question. Quoted: only in words that are not the author’s own. Positive and negative: the tone of the comments that affirm the message.", \
      "认同与否定：以作者自己的话。兼有：同一评论两者皆有。质疑：以疑问形式。引用：仅出现在他人的话中。正面与负面：认同该信息的评论的语气。") \
    X(WORDS, "Words found most", \
      "出现最多的词语") \
    X(TABLE_WORDS, "The words behind the counts", \
      "计数背后的词语") \
    X(WORD_FOUND, "{0} ({1})", \
      "{0}（{1}）") \
    X(WORD_DENIED, "not “{0}” ({1})", \
      "否定“{0}”（{1}）") \
    X(NOTE_WORDS, "Words as they stand in the comments that affirm the message, and in how many of these.", \
      "认同该信息的评论中的原词，以及含有该词的评论数。") \
    X(NOTE_WORDS_SAMPLE, "Words as they stand in a sample of 10,000 comments that affirm a message, and in how many of these.", \
      "从认同某条信息的评论中抽取 10,000 条，列出其中的原词及含有该词的评论数。") \
    /* change */ \
    X(CHANGE, "Did the campaign move it", \
      "活动是否带来变化") \
    X(CHART_PERIODS, "Receipt rate by period", \
      "各时期接收率") \
    X(DESC_PERIODS, "A bar for each period with its 95% interval.", \
      "每个时期一条横条及其 95% 区间。") \
    X(TABLE_PERIODS, "Periods", \
      "各时期") \
    X(TABLE_PERIODS_NONE, "No comment lies in any of these periods", \
      "没有评论落在下列任何时期内") \
    X(TABLE_CHANGE, "Each period against the baseline", \
      "各时期与基线比较") \
    X(PERIOD, "Period", \
      "时期") \
    X(RATE_BASELINE, "Baseline", \
      "基线") \
    X(RATE_PERIOD, "Period’s rate", \
      "该时期比率") \
    X(DIFFERENCE, "Difference, points", \
      "差值（百分点）") \
    X(P_HOLM, "p (Holm)", \
      "p 值（Holm）") \
    X(RESULT, "Result", \
      "结果") \
    X(CHANGE_UP, "higher", \
      "上升") \
    X(CHANGE_DOWN, "lower", \
      "下降") \
    X(CHANGE_OPEN, "no clear change", \
      "无明确变化") \
    X(ANY_MESSAGE, "Any message", \
      "任一信息") \
    X(NOTE_CHANGE, "A difference counts as higher or lower when it holds after Holm’s correction for looking at several messages at once. It shows that comments changed, not why. p: how often chance alone would bring a difference as large, after that correction; below 0.05 it counts. A dash: nothing to compute it from, as where no comment or every comment affirms.", \
      "只有在对同时检验多条信息作 Holm 校正后仍成立的差异，才计为上升或下降。它说明评论变了，但不说明原因。p 值：经该校正后，仅凭偶然出现同样大差异的概率；低于 0.05 才算数。短横：无从计算，例如没有评论认同或全部评论认同。") \
    /* sentiment */ \
    X(SENTIMENT, "In what tone", \
      "语气如何") \
    X(CHART_SENTIMENT, "Tone of all comments and of those that affirm a message", \
      "全部评论及认同信息的评论的语气") \
    X(TABLE_SENTIMENT, "Tone of comments", \
      "评论语气") \
    X(COMMENTS_OF, "Comments", \
      "评论") \
    X(ALL_COMMENTS, "All comments", \
      "全部评论") \
    X(RECEIVERS, "Affirm a message", \
      "认同信息者") \
    X(OTHERS, "All others", \
      "其他") \
    X(MEAN, "Mean score", \
      "平均分") \
    X(DESC_SENTIMENT, "For each group the shares of positive, neutral and negative comments.", \
      "各组中正面、中性、负面评论的占比。") \
    X(TEXT_TONE, "{0} of the comments that affirm a message are positive in tone, against {1} of all others.", \
      "认同信息的评论中 {0} 语气正面，其他评论中为 {1}。") \
    X(NOTE_SENTIMENT, "Tone is not agreement: a warm comment may deny a message, a cool one may affirm it.", \
      "语气不等于认同：语气热情的评论可能否定信息，语气平淡的也可能认同。") \
    /* breakdowns */ \
    X(CHART_DAYS, "Receipt rate by day", \
      "每日接收率") \
    X(CHART_WEEKS, "Receipt rate by week", \
      "每周接收率") \
    X(CHART_MONTHS, "Receipt rate by month", \
      "每月接收率") \
    X(TABLE_DAYS, "Days", \
      "每日") \
    X(TABLE_SPANS, "Receipt over time", \
      "随时间的接收情况") \
    X(FROM, "From", \
      "起始") \
    X(DESC_DAYS, "A line of the receipt rate over time with its 95% interval as a band.", \
      "接收率随时间变化的折线，色带为 95% 区间。") \
    X(KEY_THIN, "Points of fewer than {0} comments are not drawn", \
      "少于 {0} 条评论的点未画出") \
    X(KEY_THIN_GROUPS, "Groups of fewer than {0} comments are not drawn", \
      "少于 {0} 条评论的组未画出") \
    X(DAY, "Day", \
      "日期") \
    X(PLACES, "When, where, in which language", \
      "何时、何处、何种语言") \
    X(CHART_PLATFORMS, "Receipt rate by platform", \
      "各平台接收率") \
    X(TABLE_PLATFORMS, "Platforms", \
      "平台") \
    X(DESC_PLATFORMS, "A bar for each platform with its 95% interval.", \
      "每个平台一条横条及其 95% 区间。") \
    X(PLATFORM, "Platform", \
      "平台") \
    X(CHART_LANGUAGES, "Receipt rate by language", \
      "各语言接收率") \
    X(TABLE_LANGUAGES, "Languages", \
      "语言") \
    X(DESC_LANGUAGES, "A bar for each language with its 95% interval.", \
      "每种语言一条横条及其 95% 区间。") \
    X(LANGUAGE, "Language", \
      "语言") \
    X(CHART_AUTHOR_TYPES, "Receipt rate by kind of account", \
      "各类账号接收率") \
    X(TABLE_AUTHOR_TYPES, "Kinds of accounts", \
      "账号类型") \
    X(DESC_AUTHOR_TYPES, "A bar for each kind of account with its 95% interval.", \
      "每类账号一条横条及其 95% 区间。") \
    X(NOTE_AUTHOR_TYPES, "As the exports tell it. Verified: a person whom the platform has verified, or who pays for it. Owner: of the page, channel or post that was commented on. Ordinary: none of these, as far as the export says.", \
      "依据导出文件所载。认证个人：经平台认证或付费认证的个人。所有者：被评论的页面、频道或帖子的所有者。普通：就导出文件所知，不属于上述各类。") \
    X(AUTHOR_TYPE, "Account", \
      "账号") \
    X(AUTHOR_OWNER, "Owner of the page", \
      "页面所有者") \
    X(AUTHOR_ORGANISATION, "Organisation", \
      "机构") \
    X(AUTHOR_VERIFIED, "Verified person", \
      "认证个人") \
    X(AUTHOR_ORDINARY, "Ordinary", \
      "普通") \
    X(ANALYZED, "Analyzed", \
      "已分析") \
    X(RECEIVED, "Received", \
      "已接收") \
    X(MEAN_SENTIMENT, "Mean tone", \
      "平均语气") \
    X(UNKNOWN, "not known", \
      "未知") \
    X(LANGUAGE_EN, "English", \
      "英文") \
    X(LANGUAGE_ZH, "Chinese", \
      "中文") \
    X(LANGUAGE_ZH_HANS, "Chinese, Simplified", \
      "简体中文") \
    X(LANGUAGE_ZH_HANT, "Chinese, Traditional", \
      "繁体中文") \
    X(LANGUAGE_JA, "Japanese", \
      "日文") \
    X(LANGUAGE_KO, "Korean", \
      "韩文") \
    X(LANGUAGE_UND, "not determined", \
      "未能判定") \
    X(TEXT_BEST_DAY_OF, "Among days of at least {4} comments, the rate was highest on {0}: {1}, or {2} of {3}.", \
      "在至少有 {4} 条评论的日期中，{0} 比率最高：{1}，即 {3} 条评论中的 {2} 条。") \
    X(TEXT_BEST_DAY, "The rate was highest on {0}: {1}, or {2} of {3} {3|comment|comments}.", \
      "{0} 比率最高：{1}，即 {3} 条评论中的 {2} 条。") \
    /* copies */ \
    X(COPIES, "Raw and organic", \
      "原始与去重") \
    X(CHART_THREE_WAYS, "The receipt rate, counted in different ways", \
      "以不同方式计算的接收率") \
    X(TABLE_THREE_WAYS, "Ways to count", \
      "计算方式") \
    X(DESC_THREE_WAYS, "A bar for each way of counting the receipt rate.", \
      "每种计算方式一条横条。") \
    X(COUNTED_OVER, "Counted over", \
      "计算范围") \
    X(WAY_RAW, "All analyzed comments", \
      "全部被分析的评论") \
    X(WAY_ORGANIC, "Every group of copies once", \
      "每组雷同文本计一次") \
    X(WAY_OWN_WORDS, "Comments with own words", \
      "有自己的话的评论") \
    X(WAY_LIKES, "Weighted by likes", \
      "按点赞加权") \
    X(NOTE_COPIES, "Large differences between the counts by all comments, by groups of copies and by own words mean reposts or copied texts: read the organic rate then.", \
      "按全部评论、按雷同文本组、按有自己的话的评论计算，三者差异大，说明有大量转发或复制文本：此时请看去重后比率。") \
    X(NOTE_LIKES, "Weighted by likes, a comment counts as many times as it is liked: few popular comments can decide this rate. It says nothing about copies.", \
      "按点赞加权时，一条评论按其点赞数计次：少数热门评论即可决定该比率。它与复制文本无关。") \
    X(NOTE_NEAR, "In {0} of {1} {1|group|groups} of copies the texts are alike without being the same.", \
      "{1} 组雷同文本中，有 {0} 组的文本相近而不完全相同。") \
    X(TABLE_COPIES, "The texts repeated most", \
      "重复最多的文本") \
    X(SAMPLED, "In the sample", \
      "样本中") \
    X(ACCOUNTS, "Accounts", \
      "账号数") \
    X(FIRST_AND_LAST, "First and last ({0})", \
      "最早与最晚（{0}）") \
    X(NOTE_REPEATS, "Many accounts within few minutes are a sign of arrangement. Accounts and times are those of the comments in the sample.", \
      "短时间内由许多账号发出，可能是有组织的。账号数与时间取自样本中的评论。") \
    X(TABLE_BURSTS, "One text from many accounts within ten minutes", \
      "十分钟内由许多账号发出的同一文本") \
    X(NOTE_BURSTS, "Bare reposts are left out. Each account counts with its first comment of the text; accounts and times are those of the comments in the sample.", \
      "纯转发不计。每个账号只计其首次发出该文本的评论；账号数与时间取自样本中的评论。") \
    X(TEXT, "Text", \
      "文本") \
    X(COMMENTS, "Comments", \
      "评论数") \
    /* breadth */ \
    X(BREADTH, "How much of the story", \
      "传达了多少") \
    X(CHART_BREADTH, "How many messages a comment affirms", \
      "一条评论认同多少条信息") \
    X(TABLE_BREADTH, "Messages per comment", \
      "每条评论的信息数") \
    X(DESC_BREADTH, "A bar for each number of messages, from one up, with its comments.", \
      "从一条起，每种信息数量对应的评论数。") \
    X(MESSAGES_CARRIED, "Messages affirmed", \
      "认同的信息数") \
    X(N_MESSAGES, "{0} {0|message|messages}", \
      "{0} 条信息") \
    X(TABLE_TOGETHER, "Messages that travel together", \
      "常同时出现的信息") \
    X(AND_MESSAGE, "And", \
      "与") \
    X(LIFT, "Lift", \
      "提升度") \
    X(FIRST_RECEIVED, "First affirmed ({0})", \
      "首次认同（{0}）") \
    X(NOTE_LIFT, "Lift: how many times as often as chance would put the two together.", \
      "提升度：两者同时出现的次数是偶然情形的多少倍。") \
    /* quotations */ \
    X(QUOTATIONS, "In their words", \
      "他们的原话") \
    X(LEAD_QUOTATIONS, "Verbatim comments, chosen by rule and not by hand; the marked words are the evidence. Names of people are masked.", \
      "逐字引用的评论，按规则而非人工挑选；标出的词语即证据。人名已隐去。") \
    X(RULE_TYPICAL, "Typical", \
      "典型") \
    X(RULE_STRONGEST, "Strongest", \
      "最强") \
    X(RULE_CONTRADICTING, "Contradicting", \
      "相反意见") \
    X(RULE_MOST_LIKED, "Most liked", \
      "点赞最多") \
    X(N_LIKES, "likes: {0}", \
      "赞：{0}") \
    X(TABLE_QUOTATIONS, "Quotations", \
      "引文") \
    X(STANCE, "Stance", \
      "立场") \
    X(RULE, "Chosen as", \
      "选取规则") \
    X(TIME_OF, "Time ({0})", \
      "时间（{0}）") \
    X(LIKES, "Likes", \
      "点赞") \
    /* themes */ \
    X(THEMES, "Unexpected themes", \
      "意外主题") \
    X(LEAD_THEMES, "Words that mark {0} {0|comment|comments} that {0|affirms|affirm} a message against {1} others, and that no message names yet. Copies of a text count once and comments without telling words not at all; of each side at most 10,000 are drawn at random.", \
      "与另外 {1} 条评论相比，在 {0} 条认同信息的评论中突出、且尚无任何信息收录的词。雷同文本只计一次，没有实义词的评论不计；两方各随机抽取至多 10,000 条。") \
    X(TABLE_THEMES, "Words of those who received a message", \
      "接收者的用词") \
    X(WORD, "Word", \
      "词") \
    X(AMONG_RECEIVERS, "Among receivers", \
      "接收者中") \
    X(AMONG_OTHERS, "Among others", \
      "其他评论中") \
    X(LOG_RATIO, "Log ratio", \
      "对数比") \
    X(G2, "G²", \
      "G²") \
    X(LEAD_THEMES_CHANGE, "Words that came with the campaign: they mark a sample of {0} comments from its periods against {1} from the baseline period, and no message names them yet.", \
      "随传播活动出现的词：与基准期的 {1} 条评论相比，在活动各时期的 {0} 条评论样本中突出、且尚无任何信息收录。") \
    X(TABLE_THEMES_CHANGE, "Words that came with the campaign", \
      "随活动出现的词") \
    X(IN_CAMPAIGN, "In the campaign", \
      "活动期间") \
    X(IN_BASELINE, "In the baseline", \
      "基准期") \
    X(NOTE_THEMES, "Counts are of comments that use the word; words in more than one in fifty of the comments compared with are left out as anybody’s. Log ratio 1 means twice as common, 2 four times; G² (log-likelihood) says how sure the difference is: above 10.8, chance would bring it less than once in a thousand.", \
      "计数为使用该词的评论数；在对照评论中超过五十分之一的词人人常用，不予列出。对数比 1 表示常见程度为两倍，2 为四倍；G²（对数似然）表示差异的可靠程度：高于 10.8 时，偶然出现的可能不到千分之一。") \
    /* corrected */ \
    X(SECTION_CORRECTED, "Corrected for the program’s errors", \
      "按程序误差校正") \
    X(LEAD_CORRECTED, "{0} {0|comment was|comments were} labelled by people. From how often the program missed or invented receipt among them follows what the true rate is likely to be.", \
      "{0} 条评论经人工标注。由程序在其中漏判与误判的频率，可推知真实比率大约是多少。") \
    X(TABLE_CORRECTED, "Measured and corrected rates", \
      "实测与校正比率") \
    X(MEASURED, "Measured", \
      "实测") \
    X(PRECISION, "Precision", \
      "精确率") \
    X(RECALL, "Recall", \
      "召回率") \
    X(SPECIFICITY, "Specificity", \
      "特异度") \
    X(CORRECTED, "Corrected", \
      "校正后") \
    X(REMARK, "Remark", \
      "说明") \
    X(NOTE_TERMS_CORRECTED, "Precision: of the comments that the program counts, the share that people count too. Recall: of those that people count, the share that it finds. Specificity: of all others, the share that it rightly leaves out. Corrected: the rate at which finding and missing so many would give the one measured.", \
      "精确率：程序计入的评论中，人工也计入的占比。召回率：人工计入的评论中，程序找到的占比。特异度：其余评论中，程序正确排除的占比。校正后：按上述命中与遗漏的比例，能得出实测值的真实比率。") \
    X(NOTE_CORRECTED, "Rogan and Gladen’s estimate with the interval of Lang and Reiczigel (2014), which holds both the chance in these comments and the chance in the labelled ones.", \
      "Rogan–Gladen 估计，区间按 Lang 与 Reiczigel（2014），同时包含本批评论与标注样本的偶然误差。") \
    X(NOTE_WEIGHTED, "The labelled comments were drawn by strata and weighted back: the estimate is Rogan and Gladen’s; an interval would need a random sample.", \
      "标注样本按分层抽取并加权还原：估计为 Rogan–Gladen；区间需要随机样本。") \
    X(REFUSED_LEXICONS, "The rate is not corrected: the scores belong to other lexicons or other versions of them. Run evaluate again with the lexicons of this summary.", \
      "未作校正：得分对应的词表或版本与本摘要不同。请用本摘要的词表重新运行 evaluate。") \
    X(REFUSED_SAMPLE, "The rate is not corrected: the labelled comments are no random or weighted sample of such comments, so that their error rates need not hold here. Draw one with echometer sample.", \
      "未作校正：标注评论不是此类评论的随机或加权样本，其误差率未必适用于此。请用 echometer sample 抽样。") \
    X(REFUSED_FEW_POSITIVES, "not corrected: fewer than 25 labelled comments affirm it", \
      "未校正：标注中认同者不足 25 条") \
    X(REFUSED_FEW_NEGATIVES, "not corrected: fewer than 25 labelled comments do not affirm it", \
      "未校正：标注中不认同者不足 25 条") \
    X(REFUSED_WEAK, "not corrected: sensitivity and specificity are too low together", \
      "未校正：灵敏度与特异度之和过低") \
    X(REFUSED_NO_COMMENTS, "not corrected: no comments", \
      "未校正：没有评论") \
    /* comparison */ \
    X(COMPARISON, "Campaigns compared", \
      "活动比较") \
    X(COMPARED, "Side by side", \
      "并列比较") \
    X(N_SUMMARIES, "{0} summaries", \
      "{0} 份摘要") \
    X(NAME_AND_NUMBER, "{0} ({1})", \
      "{0}（{1}）") \
    X(HEADLINE_COMPARED, "{0} leads: {1} of its comments affirm a key message", \
      "{0}领先：{1} 的评论认同关键信息") \
    X(HEADLINE_NO_LEADER, "No summary is clearly ahead of all others", \
      "没有哪一份摘要明显领先") \
    X(HEADLINE_APART, "These summaries look for different messages: their receipt rates cannot be compared", \
      "这些摘要考察的信息不同：其接收率不能相互比较") \
    X(SUMMARY_APART, "Each rate counts the messages of its own summary. Shared messages, compared one by one below: {0}. Messages of one summary alone, left out there: {1}.", \
      "每个比率只计各自摘要的信息。共有的信息 {0} 条，见下文逐条比较；只见于一份摘要的信息 {1} 条，下文不列。") \
    X(SUMMARY_DISJOINT, "Each rate counts the messages of its own summary, and no message is shared.", \
      "每个比率只计各自摘要的信息，且没有共有的信息。") \
    X(SUMMARY_COMPARED, "The highest receipt rate is that of {0}: {1}, with a 95% interval of {2}. A lead counts as clear where Newcombe’s interval of every difference lies above zero.", \
      "接收率最高的是 {0}：{1}，95% 区间为 {2}。与其余各份之差的 Newcombe 区间均高于零时，才算明显领先。") \
    X(SUMMARY, "Summary", \
      "摘要") \
    X(CHART_COMPARED, "Receipt rate of each", \
      "各自的接收率") \
    X(TABLE_COMPARED, "Summaries", \
      "摘要") \
    X(DESC_COMPARED, "A bar for each summary with its 95% interval.", \
      "每份摘要一条横条及其 95% 区间。") \
    X(CHART_COMPARED_MESSAGES, "Share of comments that affirm each message", \
      "认同各信息的评论占比") \
    X(TABLE_COMPARED_MESSAGES, "Rates by message", \
      "各信息比率") \
    X(DESC_COMPARED_MESSAGES, "For each message one bar for each summary, with 95% intervals.", \
      "每条信息下每份摘要一条横条及 95% 区间。") \
    X(NOTE_COMPARED, "All were counted with the same versions of the same lexicons.", \
      "全部使用相同版本的词表计数。") \
    X(NOTE_COMPARED_LEXICONS, "The lexicons differ between these summaries: part of a difference may come from them and not from the audience.", \
      "这些摘要所用词表不同：差异可能部分来自词表，而非受众。") \
    /* quality */ \
    X(QUALITY, "What it rests on", \
      "数据质量") \
    X(TABLE_FLOW, "From records to analyzed comments", \
      "从记录到被分析的评论") \
    X(STEP, "Step", \
      "步骤") \
    X(RECORDS, "Records", \
      "记录数") \
    X(SHARE_OF_READ, "Share of read", \
      "占读取的比例") \
    X(CAUTION_COVERAGE, "The files hold {0} of the {1} {1|comment|comments} that the platform says exist ({2}). Which ones a platform hands out is not left to chance.", \
      "文件包含平台声称的 {1} 条评论中的 {0} 条（{2}）。平台给出哪些评论并非随机。") \
    X(CAUTION_UNSURE, "{0} {0|comment carries|comments carry} a mark of irony and {0|was|were} counted as {0|it stands|they stand}.", \
      "{0} 条评论带有反讽标记，仍按字面计数。") \
    X(CAUTION_UNDATED, "{0} {0|comment has|comments have} no time, or none that could be read, and {0|stands|stand} in no day or period.", \
      "{0} 条评论没有时间或时间无法读取，不计入日期与时期。") \
    X(CAUTION_UNREAD_TIMES, "Of {0} of these the export states a time, but it could not be read.", \
      "其中 {0} 条评论在导出文件中有时间，但无法读取。") \
    X(CAUTION_UNDECIDED, "In {0} {0|comment|comments} a pattern was stopped by its time limit; its matches there are not counted.", \
      "有 {0} 条评论中的模式因超时而停止，其匹配未计入。") \
    X(FLOW_READ, "Read", \
      "读取") \
    X(FLOW_REJECTED, "Rejected: could not be read soundly", \
      "拒收：无法正确读取") \
    X(FLOW_EMPTY, "Empty: no text", \
      "空：没有文本") \
    X(FLOW_DUPLICATE, "Excluded: already read from another file", \
      "排除：已从其他文件读取") \
    X(FLOW_OWN_ACCOUNT, "Excluded: the campaign’s own accounts", \
      "排除：活动自己的账号") \
    X(FLOW_ANALYZED, "Analyzed", \
      "已分析") \
    X(FLOW_OWN_WORDS, "of these with words of the author’s own", \
      "其中有作者自己的话") \
    X(FLOW_ORGANIC, "of these distinct texts, copies and the closest near copies once", \
      "其中不同文本（复制及最接近的近似文本计一次）") \
    X(TABLE_INPUTS, "Files read", \
      "读取的文件") \
    X(FILE, "File", \
      "文件") \
    X(FORMAT, "Format", \
      "格式") \
    X(ENCODING, "Encoding", \
      "编码") \
    X(REJECTED, "Rejected", \
      "拒收") \
    X(REPAIRED, "Repaired", \
      "修复") \
    X(SHA256, "SHA-256", \
      "SHA-256") \
    X(TABLE_OUTPUTS, "Outputs, as supplied by the campaign", \
      "产出（由活动方提供）") \
    X(OUTPUT, "Output", \
      "产出") \
    X(VALUE, "Value", \
      "数值") \
    X(NOTE_OUTPUTS, "These figures were given to the program; it has not measured them.", \
      "这些数字由外部提供，程序未作测量。") \
    /* method */ \
    X(METHOD, "Method and limits", \
      "方法与局限") \
    X(LIMITS, "What these figures cannot say", \
      "这些数字不能说明什么") \
    X(LIMIT_COMMENTERS, "Commenters are not the audience. Most people who see a post never comment, and those who do differ from them.", \
      "评论者不等于受众。看到帖子的人大多不评论，而评论的人与他们不同。") \
    X(LIMIT_INTERVAL, "An interval covers chance alone. It does not cover who chose to comment, nor which comments a platform chose to export.", \
      "区间只涵盖偶然误差，不涵盖谁选择评论，也不涵盖平台导出了哪些评论。") \
    X(LIMIT_OUTTAKE, "Receipt is an out-take: what people took from the campaign and said. It makes no claim about outcomes such as knowledge, attitude or behaviour.", \
      "接收属于“受众反应”层面：人们从活动中得到并说出的内容。它不对知识、态度、行为等结果作任何断言。") \
    X(LIMIT_WORDS, "The program sees the words of its lexicons. Irony, pictures and wordings that no lexicon lists are missed.", \
      "程序只识别词表中的词语。反讽、图片以及词表未收录的说法会被遗漏。") \
    X(LIMIT_CLUSTERS, "One author or one copied text is not many people. With comments grouped by author, else by text, the design effect is {0} and the interval becomes {1}.", \
      "一个作者或一条复制文本不等于许多人。按作者（否则按文本）分组后，设计效应为 {0}，区间变为 {1}。") \
    X(HOW_COUNTED, "How it was counted", \
      "如何计算") \
    X(METHOD_RECEIPT, "A comment receives a message when a term of the message, or a negated opposite, stands affirmed in the author’s own words. Negation, questions, quotations, repost chains and the campaign’s own texts are told apart clause by clause.", \
      "当某信息的词语（或被否定的反义词）以作者自己的话得到认同时，该评论即接收该信息。否定、疑问、引用、转发链与活动自己的文本逐句加以区分。") \
    X(METHOD_INTERVAL, "Intervals of shares are Wilson’s at 95%.", \
      "占比区间采用 95% Wilson 区间。") \
    X(METHOD_ORGANIC, "The organic rate counts every group of copies once; the member with the smallest hash of its text speaks for its group. Copies say the same of the messages and agree in the five smallest hashes of their pairs of words (in Chinese: of four characters), hashtags and numbers aside. So most texts with few words changed are found, some are not, and none is joined by way of a third. Comments of fewer than about five words or eight Chinese characters are copies only when all their words are equal.", \
      "去重后比率对每组雷同文本只计一次；由文本散列值最小者代表该组。雷同文本对各信息的立场相同，且相邻两词（中文为相邻四字）的散列值中最小的五个一致，话题标签与数字不计。因此只改动少数词语的文本大多能识别，但并非全部，也不会经由第三条文本合并。不足约五个词或八个汉字的评论，须全部词语相同才算雷同。") \
    X(METHOD_CHANGE, "Differences between periods have Newcombe’s interval (1998, method 10), p-values come from the N−1 chi-squared test; both use counts divided by the design effect, and Holm’s method corrects for the number of messages.", \
      "时期差异采用 Newcombe 区间（1998，方法 10），p 值来自 N−1 卡方检验；两者的计数均除以设计效应，并按信息条数作 Holm 校正。") \
    X(METHOD_TARGET, "A target is met when the whole interval lies at or above it, not met when the whole interval lies below it, and too close to call otherwise; fewer than 30 comments are not judged; the interval is the one that knows of repeated authors and texts.", \
      "区间全部不低于目标为达成，全部低于目标为未达成，否则为尚难判定；不足 30 条评论时不作判定；所用区间已计入重复的作者与文本。") \
    X(METHOD_QUOTATIONS, "Quotations: typical ones share most words with the other comments of their message and stance; strongest ones carry most messages, then have the highest tone; contradicting ones deny it; most liked ones by the platform’s count. Copies and the closest of near copies appear once; a text that was reworded counts as another.", \
      "引文：典型者与同信息同立场的其他评论用词最相近；最强者承载信息最多，其次语气最强；相反者否定该信息；点赞最多者按平台计数。复制文本和最接近的近似文本只出现一次；改写过的文本算作另一条。") \
    X(METHOD_HANDLES, "Names after @ are masked in quotations; controls and direction marks are made visible.", \
      "引文中 @ 之后的名称已隐去；控制符与方向符显示为可见符号。") \
    X(TABLE_LEXICONS, "Lexicons", \
      "词表") \
    X(LEXICON, "Lexicon", \
      "词表") \
    X(VERSION, "Version", \
      "版本") \
    X(TABLE_VERSIONS, "Software", \
      "软件") \
    X(SOFTWARE, "Software", \
      "软件") \
    /* frame of the page */ \
    X(CONTENTS, "Contents", \
      "目录") \
    X(FILTER_ALL, "All", \
      "全部") \
    X(COPY_CHART, "Copy chart", \
      "复制图表") \
    X(COPIED, "Copied", \
      "已复制") \
    X(SHOW_TABLE, "Show the numbers", \
      "显示数据") \
    X(FOOTER, "Made by echometer {0} from summary.json; the same summary gives the same report.", \
      "由 echometer {0} 根据 summary.json 生成；相同的摘要得到相同的报告。") \
    X(KICKER, "Key message receipt", \
      "关键信息接收评估") \
    X(LEGEND_INTERVAL, "Thin line: 95% interval", \
      "细线：95% 区间") \
    X(LEGEND_TARGET, "Tick: target", \
      "短竖线：目标") \
    /* sheets of the workbook: at most 31 characters, none of []:*?/\\ */ \
    X(SHEET_SUMMARY, "Summary", \
      "摘要") \
    X(SHEET_MESSAGES, "Key messages", \
      "关键信息") \
    X(SHEET_STANCES, "Stances", \
      "立场") \
    X(SHEET_WORDS, "Words", \
      "词语") \
    X(SHEET_CHANGE, "Change", \
      "变化") \
    X(SHEET_SENTIMENT, "Tone", \
      "语气") \
    X(SHEET_SPANS, "Over time", \
      "随时间") \
    X(SHEET_COPIES, "Repeated texts", \
      "重复文本") \
    X(SHEET_BURSTS, "Bursts", \
      "集中发布") \
    X(SHEET_TOGETHER, "Messages together", \
      "同现信息") \
    X(SHEET_THEMES, "Themes", \
      "意外主题") \
    X(SHEET_THEMES_CHANGE, "Themes of the campaign", \
      "活动主题") \
    X(SHEET_CORRECTED, "Corrected rates", \
      "校正比率") \
    X(SHEET_FLOW, "Records", \
      "记录") \
    X(SHEET_OUTPUTS, "Outputs", \
      "产出")
/* clang-format on */

typedef enum em_phrase {
#define EM_PHRASE_ID(id, en, zh) EM_P_##id,
    EM_PHRASES(EM_PHRASE_ID)
#undef EM_PHRASE_ID
        EM_P_COUNT
} em_phrase;

typedef enum em_language { EM_LANGUAGE_EN, EM_LANGUAGE_ZH_HANS, EM_LANGUAGE_COUNT } em_language;

/* Lends static UTF-8 text. */
const char *em_phrase_text(em_phrase phrase, em_language language);
/* "en" or "zh-Hans". */
const char *em_language_tag(em_language language);
/* False where there are no texts in that language. */
bool em_language_find(em_language *out, const char *tag);

#endif
