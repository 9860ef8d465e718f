/* Reading decimal numbers, whatever the locale. */
#ifndef EM_BASE_NUMBER_H
#define EM_BASE_NUMBER_H

#include "em_base.h"

/*
 * Reads all of `text` as a decimal number such as -0.5, 3 or 1.5e-3; false (and *out untouched)
 * where it is none or passes 1e300. Correctly rounded up to 15 digits and exponents within 22.
 */
bool em_number_parse(double *out, em_str text);

#endif
