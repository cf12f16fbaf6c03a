#include <airtight/base/text.h>
