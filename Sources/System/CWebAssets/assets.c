#include "cwebassets.h"
