#include <airtight/base/text.h>
#include <airtight/report/lab_paths.h>

#include <algorithm>

#include "json_parts.h"
#include "palette.h"

namespace airtight::report {
namespace {

using reconcile::Agreement;

std::string_view way_of(const LabPath& path) {
  return to_string(path.front_end ? observe::Path::front_end : observe::Path::resolved);
}

Cell agreement_cell(const LabPath& path) {
  switch (path.agreement) {
    case Agreement::agrees:
      return {"agrees", Colour::good};
    case Agreement::disagrees:
      return {"disagrees", Colour::bad};
    case Agreement::unsettled:
      return {path.reason.empty() ? "unsettled" : "unsettled: " + path.reason, Colour::faint};
  }
  return {};
}

std::string target_of(const verify::Path& path) {
  const std::string name = printable(path.to);
  return path.port == net::Port{443} ? name : name + ":" + std::to_string(path.port.number);
}

std::string predicted_words(const LabPath& path) {
  std::string words = word_of(path.predicted);
  if (!path.front_end && !path.predicted.destination.empty())
    words += " at " + path.predicted.destination;
  return words;
}

std::string measured_words(const LabMeasured& seen) {
  std::string words;
  for (const std::string& each : {seen.names, seen.connection, seen.answer})
    if (!each.empty()) words += (words.empty() ? "" : ", ") + each;
  if (seen.status != 0) words += " " + std::to_string(seen.status);
  return words.empty() ? "nothing" : words;
}

Json json_of(const LabMeasured& seen) {
  Json json = Json::object();
  add_text(json, "names", seen.names);
  add_text(json, "connection", seen.connection);
  add_text(json, "answer", seen.answer);
  if (seen.status != 0) json["status"] = seen.status;
  return json;
}

std::size_t count_of(const LabTest& test, Agreement agreement) {
  return static_cast<std::size_t>(std::ranges::count(test.paths, agreement, &LabPath::agreement));
}

}  // namespace

std::string text_lab_test(const LabTest& test, bool colour) {
  std::vector<std::vector<Cell>> rows{{{"from", Colour::faint},
                                       {"to", Colour::faint},
                                       {"way", Colour::faint},
                                       {"predicted", Colour::faint},
                                       {"measured", Colour::faint},
                                       {"", Colour::faint}}};
  for (const LabPath& path : test.paths)
    rows.push_back({{printable(path.predicted.from), Colour::plain},
                    {target_of(path.predicted), Colour::plain},
                    {std::string(way_of(path)), Colour::faint},
                    {printable(predicted_words(path)), Colour::plain},
                    {printable(measured_words(path.measured)), Colour::plain},
                    agreement_cell(path)});
  std::string text = test.paths.empty() ? "" : table(rows, colour);
  for (const std::string& each : test.untested) text += "not tested: " + printable(each) + "\n";
  return text + std::to_string(count_of(test, Agreement::agrees)) + " agree, " +
         std::to_string(count_of(test, Agreement::disagrees)) + " disagree, " +
         std::to_string(count_of(test, Agreement::unsettled)) + " unsettled, " +
         std::to_string(test.untested.size()) + " not tested\n";
}

std::string json_lab_test(const Preamble& preamble, const LabTest& test) {
  Json json = document(preamble);
  json["paths"] = Json::array();
  for (const LabPath& path : test.paths) {
    Json predicted = path_json(path.predicted);
    Json one{{"from", predicted["from"]}, {"to", predicted["to"]}, {"port", predicted["port"]}};
    for (const char* key : {"from", "to", "port"}) predicted.erase(key);
    one["way"] = way_of(path);
    one["predicted"] = std::move(predicted);
    one["measured"] = json_of(path.measured);
    if (path.agreement != Agreement::unsettled) one["agrees"] = path.agreement == Agreement::agrees;
    add_text(one, "reason", path.reason);
    json["paths"].push_back(std::move(one));
  }
  add_list(json, "untested", test.untested);
  json["summary"] = {{"agree", count_of(test, Agreement::agrees)},
                     {"disagree", count_of(test, Agreement::disagrees)},
                     {"unsettled", count_of(test, Agreement::unsettled)},
                     {"untested", test.untested.size()}};
  return pretty(json);
}

}  // namespace airtight::report
