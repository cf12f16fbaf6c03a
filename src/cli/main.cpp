#include <airtight/cli/run.h>
#include <unistd.h>

#include <iostream>

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
  return airtight::cli::run(arguments,
                            {std::cin, std::cout, std::cerr, isatty(STDOUT_FILENO) == 1});
}
