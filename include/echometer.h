/** Umbrella header of libechometer: includes every public header. */
#ifndef ECHOMETER_H
#define ECHOMETER_H

#include "em_base.h"
#include "em_comment.h"

#endif
