#include "prober.h"

#include <algorithm>

namespace airtight::serve {
namespace {

using std::chrono::milliseconds;

observe::Time now_time() {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

const Declared* find(const Config& config, const std::string& key) {
  const auto found = std::ranges::find(config.dependencies, key, &Declared::key);
  return found == config.dependencies.end() ? nullptr : &*found;
}

Diagnostic warning(std::string message) {
  Diagnostic made;
  made.severity = Severity::warning;
  made.message = std::move(message);
  return made;
}

// Without a file that changes, the history goes on.
bool same_history(const HistorySettings& a, const HistorySettings& b) {
  return a.file == b.file && a.keep == b.keep && a.most == b.most && a.flaps == b.flaps &&
         a.flap_window == b.flap_window && a.longest_gap == b.longest_gap;
}

}  // namespace

bool Budget::take(Clock::time_point now) {
  const std::chrono::duration<double, std::ratio<60>> minutes = now - then_;
  left_ = std::min(most_, left_ + most_ * std::max(0.0, minutes.count()));
  then_ = now;
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

Budget::Clock::time_point Budget::next(Clock::time_point now) const {
  if (left_ >= 1 || most_ <= 0) return now;
  const std::chrono::duration<double, std::ratio<60>> wait((1 - left_) / most_);
  return then_ + std::chrono::duration_cast<Clock::duration>(wait);
}

Prober::Prober(Setup setup, Listener listener)
    : budget_(setup.config.probes_per_minute, Clock::now()),
      setup_(std::move(setup)),
      listener_(std::move(listener)),
      history_(std::make_unique<History>(setup_.config.history)) {
  for (const Declared& each : setup_.config.dependencies) due_[each.key] = Clock::now();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Prober::~Prober() { stop(); }

void Prober::stop() {
  thread_.request_stop();
  changed_.notify_all();
}

bool Prober::ask(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (wanted_.contains(key) || running_.contains(key)) return true;
  if (!budget_.take(Clock::now())) return false;
  wanted_.insert(key);
  changed_.notify_all();
  return true;
}

void Prober::reload(Setup setup) {
  const std::lock_guard lock(mutex_);
  next_setup_ = std::move(setup);
  changed_.notify_all();
}

Prober::Clock::time_point Prober::next_due() const {
  auto first = Clock::now() + std::chrono::hours(1);
  for (const auto& [key, when] : due_) first = std::min(first, when);
  return first;
}

void Prober::take_setup() {
  std::optional<Setup> next;
  {
    const std::lock_guard lock(mutex_);
    std::swap(next, next_setup_);
  }
  if (!next) return;
  const Config& config = next->config;
  kept_.clear();  // it was compared with what other resources predict
  if (!same_history(config.history, setup_.config.history)) {
    history_.reset();  // closes the file first
    history_ = std::make_unique<History>(config.history);
  }
  {
    const std::lock_guard lock(mutex_);
    budget_ = Budget(config.probes_per_minute, Clock::now());
    due_.clear();
    for (const Declared& each : config.dependencies) due_[each.key] = Clock::now();
    std::erase_if(wanted_, [&](const std::string& key) { return find(config, key) == nullptr; });
  }
  setup_ = std::move(*next);
  publish();
}

// What was asked for has its share of the budget already; what is due takes its own, or waits.
std::vector<std::string> Prober::next_batch(Clock::time_point now) {
  std::set<std::string> batch;
  std::swap(batch, wanted_);
  for (auto& [key, when] : due_) {
    if (when > now) continue;
    if (batch.contains(key) || budget_.take(now))
      batch.insert(key);
    else
      when = std::max(now + milliseconds(50), budget_.next(now));
  }
  for (const std::string& key : batch) due_[key] = now + setup_.config.interval;
  running_ = batch;
  return {batch.begin(), batch.end()};
}

void Prober::run(const std::stop_token& stop) {
  publish();
  while (!stop.stop_requested()) {
    take_setup();
    std::vector<std::string> batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, stop, next_due(), [&] {
        return !wanted_.empty() || next_setup_ || next_due() <= Clock::now();
      });
      if (stop.stop_requested()) return;
      if (next_setup_) continue;
      batch = next_batch(Clock::now());
    }
    drop_stale();
    if (batch.empty()) continue;
    measure(batch, stop);
    {
      const std::lock_guard lock(mutex_);
      running_.clear();
    }
    if (!stop.stop_requested()) publish(std::move(batch));
  }
}

void Prober::measure(const std::vector<std::string>& keys, const std::stop_token& stop) {
  std::vector<probe::Target> targets;
  for (const std::string& key : keys) targets.push_back(find(setup_.config, key)->target);
  probe::Settings settings = setup_.config.probe;
  settings.stop = stop;
  settings.progress = [this](std::size_t done, std::size_t all) { listener_.progress(done, all); };
  listener_.progress(0, targets.size());
  const auto start = Clock::now();
  Result<probe::Outcome> outcome = probe::run(targets, settings);
  if (stop.stop_requested()) return;
  warnings_.clear();
  if (outcome) {
    keep(keys, std::move(*outcome), std::chrono::duration_cast<milliseconds>(Clock::now() - start));
    return;
  }
  // Nothing is known of them any more: what was seen once is no answer for now.
  warnings_.push_back(warning(outcome.error().message));
  for (const std::string& key : keys) kept_.erase(key);
}

void Prober::keep(const std::vector<std::string>& keys, probe::Outcome outcome,
                  std::chrono::milliseconds took) {
  warnings_ = std::move(outcome.diagnostics);
  const observe::Time now = now_time();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    Kept& kept = kept_[keys[i]];
    std::vector<observe::Observation> seen;
    std::ranges::copy_if(
        outcome.seen.observations, std::back_inserter(seen),
        [&](const auto& each) { return is_about(each, *find(setup_.config, keys[i])); });
    kept.evidence = evidence_of(setup_, std::move(seen), outcome.seen.host);
    kept.measured = now;
    kept.took = took;
    kept.complete = std::ranges::count(outcome.incomplete, i) == 0;
    ++kept.measurements;
  }
}

// What was seen too long ago says nothing of now, whatever kept it from being measured again.
void Prober::drop_stale() {
  const auto limit = 3 * setup_.config.interval + setup_.config.probe.target_deadline;
  const observe::Time now = now_time();
  const std::size_t dropped =
      std::erase_if(kept_, [&](const auto& each) { return now - each.second.measured > limit; });
  if (dropped == 0) return;
  warnings_.push_back(warning("what was seen of " + std::to_string(dropped) +
                              " dependencies is too old to say anything"));
  publish();
}

void Prober::publish(std::vector<std::string> measured) {
  auto made = std::make_shared<report::Standings>(assemble(setup_, kept_, warnings_));
  const observe::Time now = now_time();
  for (const report::Dependency& each : made->dependencies) {
    const auto found = kept_.find(each.key);
    if (found == kept_.end()) continue;
    // What another run measured is on record already.
    const auto& episodes = history_->episodes(each.key);
    if (episodes.empty() || episodes.back().last < found->second.measured)
      history_->record(each.key, each.standing.state, found->second.measured);
  }
  add_history(*history_, now, *made);
  made->number = ++number_;
  listener_.standings(std::move(made), std::move(measured));
}

}  // namespace airtight::serve
