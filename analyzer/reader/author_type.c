/*
 * Kinds of accounts as exports write them. Weibo numbers them: -1 nobody, 0 a person it verified
 * (yellow V), 1 to 7 governments, firms, media and the like (blue V), from 10 on honours that
 * verify nobody.
 */
#include "reader/author_type.h"

#include "base/str.h"

#define WEIBO_PERSON 0
#define WEIBO_ORGANISATION_LAST 7

static const struct {
    const char *written;
    em_author_type type;
} WORDS[] = {
    { "false", EM_AUTHOR_ORDINARY },
    { "true", EM_AUTHOR_VERIFIED },
    { "0", EM_AUTHOR_ORDINARY },
    { "1", EM_AUTHOR_VERIFIED },
    { "no", EM_AUTHOR_ORDINARY },
    { "yes", EM_AUTHOR_VERIFIED },
    { "否", EM_AUTHOR_ORDINARY },
    { "是", EM_AUTHOR_VERIFIED },
    { "ordinary", EM_AUTHOR_ORDINARY },
    { "none", EM_AUTHOR_ORDINARY },
    { "individual", EM_AUTHOR_ORDINARY },
    { "personal", EM_AUTHOR_ORDINARY },
    { "unverified", EM_AUTHOR_ORDINARY },
    { "not verified", EM_AUTHOR_ORDINARY },
    { "普通", EM_AUTHOR_ORDINARY },
    { "普通用户", EM_AUTHOR_ORDINARY },
    { "个人", EM_AUTHOR_ORDINARY },
    { "未认证", EM_AUTHOR_ORDINARY },
    { "verified", EM_AUTHOR_VERIFIED },
    { "blue", EM_AUTHOR_VERIFIED },
    { "黄v", EM_AUTHOR_VERIFIED },
    { "橙v", EM_AUTHOR_VERIFIED },
    { "红v", EM_AUTHOR_VERIFIED },
    { "金v", EM_AUTHOR_VERIFIED },
    { "已认证", EM_AUTHOR_VERIFIED },
    { "认证用户", EM_AUTHOR_VERIFIED },
    { "个人认证", EM_AUTHOR_VERIFIED },
    { "organisation", EM_AUTHOR_ORGANISATION },
    { "organization", EM_AUTHOR_ORGANISATION },
    { "organisational", EM_AUTHOR_ORGANISATION },
    { "organizational", EM_AUTHOR_ORGANISATION },
    { "business", EM_AUTHOR_ORGANISATION },
    { "government", EM_AUTHOR_ORGANISATION },
    { "company", EM_AUTHOR_ORGANISATION },
    { "brand", EM_AUTHOR_ORGANISATION },
    { "media", EM_AUTHOR_ORGANISATION },
    { "蓝v", EM_AUTHOR_ORGANISATION },
    { "机构", EM_AUTHOR_ORGANISATION },
    { "机构认证", EM_AUTHOR_ORGANISATION },
    { "企业", EM_AUTHOR_ORGANISATION },
    { "企业认证", EM_AUTHOR_ORGANISATION },
    { "政府", EM_AUTHOR_ORGANISATION },
    { "媒体", EM_AUTHOR_ORGANISATION },
    { "官方", EM_AUTHOR_ORGANISATION },
    { "owner", EM_AUTHOR_OWNER },
    { "page owner", EM_AUTHOR_OWNER },
    { "channel owner", EM_AUTHOR_OWNER },
    { "博主", EM_AUTHOR_OWNER },
    { "楼主", EM_AUTHOR_OWNER },
};

const char *em_author_type_name(em_author_type type)
{
    static const char *const NAMES[EM_AUTHOR_TYPE_COUNT] = { "", "ordinary", "verified",
                                                             "organisation", "owner" };
    return NAMES[type];
}

static em_author_type read_weibo_number(em_str written)
{
    bool one_digit = written.len == 1 && written.data[0] >= '0' && written.data[0] <= '9';
    int number = one_digit ? written.data[0] - '0' : -1;
    return number == WEIBO_PERSON                                       ? EM_AUTHOR_VERIFIED
           : number > WEIBO_PERSON && number <= WEIBO_ORGANISATION_LAST ? EM_AUTHOR_ORGANISATION
                                                                        : EM_AUTHOR_ORDINARY;
}

em_author_type em_author_type_read(const em_row_field *field)
{
    em_str written = em_str_trim(field->value);
    if (!written.len)
        return EM_AUTHOR_UNKNOWN;
    if (field->weibo_number)
        return read_weibo_number(written);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (em_str_eq_ascii_case(written, em_str_from(WORDS[i].written)))
            return field->yes_is_owner && WORDS[i].type == EM_AUTHOR_VERIFIED ? EM_AUTHOR_OWNER
                                                                              : WORDS[i].type;
    return EM_AUTHOR_UNKNOWN;
}
