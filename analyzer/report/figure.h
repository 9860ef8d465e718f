/* Numbers as people read them: one way for every format and language. Independent of locale. */
#ifndef EM_REPORT_FIGURE_H
#define EM_REPORT_FIGURE_H

#include "base/buf.h"

/* What stands for a number that is not known (NAN). */
#define EM_FIGURE_NONE "\xE2\x80\x93"

/* 12,880 */
void em_figure_put_count(em_buf *out, double count);
/* 9.3%; below one per cent with more digits: 0.42%, 0.013% */
void em_figure_put_share(em_buf *out, double share);
/* 8.9% to 9.9%, with an en rule */
void em_figure_put_interval(em_buf *out, double low, double high);
/* +2.4 or, with a true minus sign, of percentage points */
void em_figure_put_points(em_buf *out, double difference);
/* of a difference, its ends apart by an ellipsis since they have signs */
void em_figure_put_points_interval(em_buf *out, double low, double high);
/* 0.043, and <0.001 */
void em_figure_put_p(em_buf *out, double p);
/* +0.31: signed, `digits` decimals (0 to 6) */
void em_figure_put_signed(em_buf *out, double value, int digits);
/* 0.31: `digits` decimals (0 to 9), a true minus sign where negative */
void em_figure_put_fixed(em_buf *out, double value, int digits);

#endif
