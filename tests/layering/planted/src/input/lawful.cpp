#include <airtight/azure/resource.h>
#include <airtight/net/ip.h>
#include "sub/private.h"
#include <fstream>
#include <simdjson.h>
