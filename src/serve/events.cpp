#include "events.h"

namespace airtight::serve {

std::string events_since(Told& told, const report::Standings& standings, const Progress& progress) {
  std::string text;
  if (progress != told.progress && progress.all > 0)
    text += "event: progress\ndata: {\"done\":" + std::to_string(progress.done) +
            ",\"all\":" + std::to_string(progress.all) + "}\n\n";
  if (standings.number != told.number)
    text += "event: standings\ndata: {\"number\":" + std::to_string(standings.number) +
            ",\"state\":\"" + std::string(to_string(report::state_of(standings))) + "\"}\n\n";
  told = {standings.number, progress};
  return text;
}

}  // namespace airtight::serve
