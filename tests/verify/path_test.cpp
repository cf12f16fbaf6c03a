#include <airtight/verify/path.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::AnswerClass;
using verify::Judgement;
using verify::Path;

namespace {

const auto kv = vault("kv1", closed_rules());
const auto site = app("app1", "v/app");

// The tutorial's end state for one vault: an endpoint, its zone, a link and an integrated app.
Pieces isolated() {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/app", "10.0.0.0/24"),
          subnet("v/pe", "10.0.1.0/24"),
          kv,
          site,
          endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4"),
          zone(vault_zone),
          zone_link(vault_zone, "v"),
          zone_group("pe1", vault_zone)};
}

Path examine(const Pieces& pieces, const std::string& from, const std::string& to) {
  const auto net = network(pieces);
  return verify::examine(net, verify::find_workload(net, from).value(),
                         verify::find_target(net, to).value());
}

// "private allow": the class of the answer and the verdict.
std::string in_short(const Path& path) {
  const std::string answer_class =
      path.resolution ? std::string{to_string(path.resolution->answer_class)} : "address";
  return answer_class + " " + in_words(path.verdict);
}

// Everything but the piece whose id is given.
Pieces without(Pieces pieces, const azure::ResourceId& id) {
  std::erase_if(pieces, [&](const Piece& piece) { return piece.id() == id; });
  return pieces;
}

azure::RecordSet a_record(const std::string& of_zone, const std::string& name,
                          const std::string& address) {
  azure::RecordSet record;
  record.zone = id("Microsoft.Network/privateDnsZones", of_zone);
  record.id = record.zone.child("A", name);
  record.name = name;
  record.relative_name = name;
  record.type = azure::RecordType::a;
  record.addresses = {ip(address)};
  return record;
}

}  // namespace

TEST_CASE("an integrated app gets to its vault privately, the Internet not at all",
          "[path][T-118][T-160][E-001]") {
  const Path from_app = examine(isolated(), "app1", "kv1");
  CHECK(in_short(from_app) == "private allow");
  CHECK(from_app.via == reach::Via::private_endpoint);
  REQUIRE(from_app.public_access.has_value());
  CHECK(from_app.public_access->judgement == Judgement::deny);

  const Path from_internet = examine(isolated(), "internet", "kv1");
  CHECK(in_short(from_internet) == "public deny PAAS_FIREWALL");
  CHECK(verify::proves_isolation(from_internet.verdict));
}

TEST_CASE("what is missing decides the class of the answer", "[path][R-07][T-153]") {
  const auto link_id = zone_link(vault_zone, "v").id;
  const auto group_id = zone_group("pe1", vault_zone).id;
  CHECK(in_short(examine(without(isolated(), link_id), "app1", "kv1")) ==
        "public deny PAAS_FIREWALL");
  CHECK(in_short(examine(without(isolated(), group_id), "app1", "kv1")) ==
        "broken deny NAME_NXDOMAIN");
  CHECK(in_short(examine(isolated() + Pieces{app("app1")}, "app1", "kv1")) ==
        "public deny PAAS_FIREWALL");
}

TEST_CASE("a private address of something else is wrong", "[path][R-08]") {
  const auto other = vault("kv2");
  const auto pieces = without(isolated(), zone_group("pe1", vault_zone).id);
  const Path to_other =
      examine(pieces + Pieces{other, endpoint("pe2", "v/pe", other, "vault", "10.0.1.5"),
                              a_record(vault_zone, "kv1", "10.0.1.5")},
              "app1", "kv1");
  REQUIRE(to_other.resolution.has_value());
  CHECK(to_other.resolution->answer_class == AnswerClass::wrong);
  CHECK(to_other.verdict.judgement == Judgement::deny);
  CHECK(to_other.verdict.reason == reach::Reason::pe_subresource);

  const Path to_nobody =
      examine(pieces + Pieces{a_record(vault_zone, "kv1", "10.0.1.99")}, "app1", "kv1");
  REQUIRE(to_nobody.resolution.has_value());
  CHECK(to_nobody.resolution->answer_class == AnswerClass::wrong);
  CHECK(to_nobody.verdict.judgement != Judgement::allow);
}

TEST_CASE("a name nothing speaks of is unproven", "[path][R-05]") {
  const Path path = examine(isolated(), "app1", "kv9.vault.azure.net");
  REQUIRE(path.resolution.has_value());
  CHECK(path.resolution->answer_class == AnswerClass::unproven);
  CHECK(path.resolution->answer.rcode == dns::Rcode::none);
  CHECK(path.verdict.judgement == Judgement::uncertain);
  CHECK_FALSE(path.verdict.unknowns.empty());
}

TEST_CASE(
    "two endpoints of the resource in one zone stay private, and different verdicts are uncertain",
    "[path][R-33]") {
  const auto second = endpoint("pe2", "v/pe2", kv, "vault", "10.0.2.4");
  const auto with = [&](const On& on) {
    return isolated() + Pieces{subnet("v/pe2", "10.0.2.0/24", on), second,
                               nsg("n", {{100, in, deny}}), zone_group("pe2", vault_zone)};
  };
  CHECK(in_short(examine(with({}), "app1", "kv1")).starts_with("private"));
  const Path path = examine(
      isolated() +
          Pieces{subnet("v/pe2", "10.0.2.0/24", {"n", "", {}, azure::EndpointPolicies::enabled}),
                 second, nsg("n", {{100, in, deny}}), a_record(vault_zone, "kv1", "10.0.2.4")},
      "app1", "kv1");
  CHECK(path.verdict.judgement != Judgement::deny);
}

TEST_CASE("a gap that may matter makes every verdict uncertain and is named", "[path][R-02]") {
  const azure::Gap everything{"az network vnet magic", {"*"}, {}};
  for (const char* from : {"app1", "internet"}) {
    const Path path = examine(isolated() + Pieces{everything}, from, "kv1");
    CHECK(path.verdict.judgement == Judgement::uncertain);
    CHECK(std::ranges::any_of(path.verdict.unknowns, [](const std::string& name) {
      return name.find("az network vnet magic") != std::string::npos;
    }));
  }
  const Path addressed = examine(isolated() + Pieces{everything}, "app1", "10.9.0.4");
  CHECK(addressed.verdict.judgement == Judgement::uncertain);
}

TEST_CASE("a gap about the target's own type makes its verdicts uncertain", "[path][R-02]") {
  for (const char* scope :
       {"microsoft.keyvault/vaults", "microsoft.keyvault", "microsoft.network"}) {
    CAPTURE(scope);
    const Path path =
        examine(isolated() + Pieces{azure::Gap{"something", {scope}, {}}}, "app1", "kv1");
    CHECK(path.verdict.judgement == Judgement::uncertain);
  }
}

TEST_CASE("a resource that may carry traffic and is not modelled makes verdicts uncertain",
          "[path][R-02]") {
  azure::OtherResource firewall =
      named<azure::OtherResource>("Microsoft.Network/networkManagers", "avnm");
  firewall.type = "Microsoft.Network/networkManagers";
  const Path path = examine(isolated() + Pieces{firewall}, "app1", "kv1");
  CHECK(path.verdict.judgement == Judgement::uncertain);
}

TEST_CASE("an answer from servers nobody described proves nothing", "[path][T-154][R-31]") {
  auto custom = vnet("v", {"10.0.0.0/16"});
  custom.dns_servers = unknown<std::vector<net::Ip>>("$DNS");
  const Path path = examine(isolated() + Pieces{custom}, "app1", "kv1");
  CHECK(path.verdict.judgement == Judgement::uncertain);
  CHECK(path.resolution->answer_class == AnswerClass::unproven);
}

namespace {

// The platform fetching the references of an app whose public attempt is refused.
std::string references(const azure::Site& of, const Pieces& more = {}) {
  return in_words(examine(isolated() + Pieces{of} + more, "references:app1", "kv1").verdict);
}

azure::Plan plan(bool linux_workers) {
  auto made = named<azure::Plan>("Microsoft.Web/serverfarms", "plan1");
  made.linux_workers = known(linux_workers);
  return made;
}

azure::Site on_windows(azure::Site of) {
  of.plan = plan(false).id;
  return of;
}

azure::Site on_linux(azure::Site of) {
  of = on_windows(std::move(of));
  of.kind = "app,linux";
  return of;
}

}  // namespace

TEST_CASE("references try the public path, then the network", "[path][A-214][N-241]") {
  CHECK(references(site) == "allow");
  CHECK(references(app("app1")) == "deny PAAS_FIREWALL");
  CHECK(references(app("app1"), {vault("kv1")}) == "allow");
  CHECK(references(site, {vault("kv1")}) == "allow");
}

TEST_CASE("a missing record breaks the references' second attempt", "[path][A-219]") {
  const auto pieces = without(isolated(), zone_group("pe1", vault_zone).id);
  CHECK(examine(pieces, "references:app1", "kv1").verdict.judgement == Judgement::deny);
}

TEST_CASE("references of Linux apps need route-all, of Windows apps not",
          "[path][A-216][N-242][T-151]") {
  const auto some = app("app1", "v/app", false);
  CHECK(references(some) == "uncertain the plan of app1");
  CHECK(references(on_windows(some), {plan(false)}) == "allow");
  CHECK(references(on_linux(some), {plan(true)}).starts_with("deny"));
  CHECK(references(on_linux(some)).starts_with("deny"));
  CHECK(references(on_linux(site)) == "allow");
}

TEST_CASE("references of Windows containers are assumed to work", "[path][A-217][CA-07]") {
  auto container = on_windows(app("app1", "v/app"));
  container.kind = "app,container,windows";
  CHECK(references(container, {plan(false)}) == "allow assuming CA-07");
}

TEST_CASE("address rules are no dependable way for references", "[path][A-215][CA-06]") {
  const std::string verdict =
      references(app("app1"), {vault("kv1", rules(azure::DefaultAction::deny, {"20.1.2.3"}))});
  CHECK(verdict.starts_with("uncertain"));
}

TEST_CASE("bypass for trusted services does not help references", "[path][A-218][E-038]") {
  CHECK(references(app("app1"), {vault("kv1", closed_rules())}) == "deny PAAS_FIREWALL");
}

TEST_CASE("an assumption settles what it is about", "[path][R-02]") {
  const auto net = network({vnet("v", {"100.64.0.0/16"}), subnet("v/app", "100.64.0.0/24"),
                            subnet("v/pe", "100.64.1.0/24"), kv, app("app1", "v/app", false),
                            endpoint("pe1", "v/pe", kv, "vault", "100.64.1.4"), zone(vault_zone),
                            zone_link(vault_zone, "v"), zone_group("pe1", vault_zone)});
  const auto from = verify::find_workload(net, "app1").value();
  const auto to = verify::find_target(net, "kv1").value();
  CHECK(verify::examine(net, from, to).verdict.judgement == Judgement::uncertain);
  constexpr auto c16 = model::Choice::c16_other_space_without_route_all;
  CHECK(verify::examine(net, from, to, {{c16, 0}}).verdict.judgement == Judgement::deny);
  CHECK(verify::examine(net, from, to, {{c16, 1}}).verdict.judgement == Judgement::allow);
}

TEST_CASE("the trace begins with the name and cites facts", "[path]") {
  const Path path = examine(isolated(), "app1", "kv1");
  REQUIRE(path.trace.size() > 1);
  CHECK(std::ranges::all_of(path.trace, [](const Step& step) { return !step.summary.empty(); }));
  CHECK(path.from_id == site.id);
  CHECK(path.to_id == kv.id);
}
