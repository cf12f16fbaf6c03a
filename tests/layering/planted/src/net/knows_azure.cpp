#include <airtight/azure/resource.h>

#include <fstream>
#include <string>
