#include "written.h"

#include "references.h"

namespace airtight::input::az {

Result<Written> written_by(Call& call) {
  const bool update = call.command.words.ends_with(" update");
  const auto id = update ? existing_target(call) : target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return Written{*id, update ? current(call.session, *id) : make_object(call.place_of("name"))};
}

Result<Written> child_written_by(Call& call) {
  auto written = written_by(call);
  if (!written) return written;
  const auto owner = require(call, written->id.parent(), call.place(), false);
  if (!owner) return tl::unexpected<Error>(owner.error());
  return written;
}

}  // namespace airtight::input::az
