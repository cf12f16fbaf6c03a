#include <airtight/input/read.h>
#include <airtight/input/two_threads.h>
#include <airtight/model/network.h>
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <simdjson.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "estate.h"

// From the file of an estate's export (estate.h) to a compiled model, beside plain parses of the
// same file: simdjson's DOM, simdjson's on-demand walk over every value, and nlohmann-json's DOM.
// AIRTIGHT_BENCH_RESOURCES says how many rows; 20,000 by default, and 1,000,000 make 1.2 GB.
//
// Each is measured in a process of its own, forked for it, so that its peak of memory is its own.
// The time is from opening the file, which the operating system has in its cache, to having the
// result; giving the memory back is not in it, for none of them. airtight uses two threads, the
// others one.
namespace airtight::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t wanted_resources() {
  const char* text = std::getenv("AIRTIGHT_BENCH_RESOURCES");
  return text == nullptr ? 20'000 : std::strtoull(text, nullptr, 10);
}

// The export, written once for all benchmarks of a run.
class Export {
 public:
  Export()
      : path_(std::filesystem::temp_directory_path() /
              ("airtight-ingest-" + std::to_string(getpid()) + ".json")) {
    {
      std::ofstream file(path_, std::ios::binary);
      rows_ = write_estate(file, wanted_resources(), 7);
    }
    const int file = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    fsync(file);  // or the system is busy with writing it while others are measured
    close(file);
  }
  ~Export() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Export(const Export&) = delete;
  Export& operator=(const Export&) = delete;

  std::string path() const { return path_.string(); }
  std::size_t rows() const { return rows_; }
  std::int64_t bytes() const {
    return static_cast<std::int64_t>(std::filesystem::file_size(path_));
  }

 private:
  std::filesystem::path path_;
  std::size_t rows_ = 0;
};

const Export& exported() {
  static const Export file;
  return file;
}

// What a measured process reports: the seconds, or less than none where it failed.
struct Measured {
  double seconds = -1;
  double peak_mebibytes = 0;
};

// `work` says whether it succeeded; what it makes must outlive it, so it puts that on the heap.
Measured in_own_process(const std::function<bool()>& work) {
  int ends[2] = {};
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    const auto start = Clock::now();
    const bool done = work();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double said = done ? seconds : -1;
    const bool written = write(ends[1], &said, sizeof said) == sizeof said;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  Measured measured;
  if (read(ends[0], &measured.seconds, sizeof measured.seconds) != sizeof measured.seconds)
    measured.seconds = -1;
  close(ends[0]);
  rusage usage{};
  int status = 0;
  wait4(child, &status, 0, &usage);
  measured.peak_mebibytes = static_cast<double>(usage.ru_maxrss) / 1024;
  return measured;
}

void measure(benchmark::State& state, const std::function<bool()>& work) {
  double peak = 0;
  exported();
  for (auto _ : state) {
    const Measured measured = in_own_process(work);
    if (measured.seconds < 0) return state.SkipWithError("it failed");
    state.SetIterationTime(measured.seconds);
    peak = std::max(peak, measured.peak_mebibytes);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * exported().bytes());
  state.counters["peak_MiB"] = peak;
  state.counters["resources"] = static_cast<double>(exported().rows());
}

bool parse_simdjson_dom() {
  auto* parser = new simdjson::dom::parser;
  return parser->load(exported().path()).error() == simdjson::SUCCESS;
}

// Looks at every value, as far as one must to know that it is one.
bool walk(simdjson::ondemand::value value) {  // NOLINT(misc-no-recursion)
  namespace ondemand = simdjson::ondemand;
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  switch (type) {
    case ondemand::json_type::object: {
      for (auto found : value.get_object()) {
        ondemand::field field;
        std::string_view key;
        if (std::move(found).get(field) != simdjson::SUCCESS ||
            field.unescaped_key().get(key) != simdjson::SUCCESS || !walk(field.value()))
          return false;
      }
      return true;
    }
    case ondemand::json_type::array: {
      for (auto found : value.get_array()) {
        ondemand::value item;
        // NOLINTNEXTLINE(performance-move-const-arg): simdjson gets from temporaries only.
        if (std::move(found).get(item) != simdjson::SUCCESS || !walk(item)) return false;
      }
      return true;
    }
    case ondemand::json_type::string:
      return value.get_string().error() == simdjson::SUCCESS;
    case ondemand::json_type::number:
      return value.get_double().error() == simdjson::SUCCESS;
    case ondemand::json_type::boolean:
      return value.get_bool().error() == simdjson::SUCCESS;
    case ondemand::json_type::null:
      return value.is_null();
  }
  return false;
}

bool walk_simdjson() {
  auto text = simdjson::padded_string::load(exported().path());
  if (text.error() != simdjson::SUCCESS) return false;
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::value root;
  return parser.iterate(text.value_unsafe()).get(document) == simdjson::SUCCESS &&
         document.get_value().get(root) == simdjson::SUCCESS && walk(root);
}

bool parse_nlohmann() {
  std::ifstream file(exported().path(), std::ios::binary);
  const auto* parsed = new nlohmann::json(nlohmann::json::parse(file));
  return parsed->is_object();
}

struct Compiled {
  input::Inputs inputs;
  Diagnostics diagnostics;
  std::optional<model::Network> network;
};

bool compile(bool with_model) {
  std::istringstream nothing;
  const std::vector<std::string> paths{exported().path()};
  auto* compiled = new Compiled{input::read_inputs(paths, nothing), {}, std::nullopt};
  if (with_model)
    compiled->network =
        model::build(input::to_resources(compiled->inputs.resources, compiled->diagnostics),
                     compiled->diagnostics, input::in_two_threads);
  return compiled->inputs.resources.all().size() >= exported().rows();
}

void simdjson_dom(benchmark::State& state) { measure(state, parse_simdjson_dom); }
void simdjson_on_demand(benchmark::State& state) { measure(state, walk_simdjson); }
void nlohmann_dom(benchmark::State& state) { measure(state, parse_nlohmann); }
void airtight_resources(benchmark::State& state) {
  measure(state, [] { return compile(false); });
}
void airtight_model(benchmark::State& state) {
  measure(state, [] { return compile(true); });
}

BENCHMARK(simdjson_dom)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(simdjson_on_demand)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(nlohmann_dom)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(airtight_resources)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(airtight_model)->Unit(benchmark::kMillisecond)->UseManualTime();

}  // namespace
}  // namespace airtight::bench
