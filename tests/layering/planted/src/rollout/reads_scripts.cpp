#include <airtight/input/az_script.h>
#include "../net/private.h"
#include "net/private.h"
