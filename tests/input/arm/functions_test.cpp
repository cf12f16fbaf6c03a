#include "input/arm/expanding.h"

using namespace airtight::input::test;

namespace {

struct Row {
  std::string expression;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.expression);
    CHECK(worth("[" + row.expression + "]") == row.expected);
  }
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("names derived by hash are those of the service", "[arm][I-064][I-065]") {
  check({{"uniqueString('snap','crackle','pop')", quoted("byghxckddilkc")},
         {"uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myRg')",
          quoted("js26ofeqkqeve")},
         {"guid('foo','bar','baz')", quoted("2ed86837-7c7c-5eaa-9864-dd077fd19b0d")}});
}

TEST_CASE("text functions", "[arm][I-067][I-068][I-069][I-071]") {
  check({
      {"format('>{0}<>{1}<>{2}<>{3}<>{4}<', false(), 12948, 'hello!', "
       "createObject('a','b','!c',2), createArray(true(),2893,'abc'))",
       quoted(">False<>12948<>hello!<>{'a':'b','!c':2}<>[true,2893,'abc']<")},
      {"format('{{{0:D3}}}', 7)", quoted("{007}")},
      {"length(format('{0,4}', 'x'))", "4"},
      {"concat('a', 1, true())", quoted("a1True")},
      {"concat(createArray(1), createArray(2, 3))", "[ 1, 2, 3 ]"},
      {"string(createObject('a', createArray(1, null())))", quoted("{\\\"a\\\":[1,null]}")},
      {"join(createArray('abc', 123, true()), '/')", quoted("abc/123/True")},
      {"split('a,b;c', createArray(',', ';'))", "[ \"a\", \"b\", \"c\" ]"},
      {"split('', '/')", "[ \"\" ]"},
      {"substring('abcdef', 2, 3)", quoted("cde")},
      {"substring('äöü', 1)", quoted("öü")},
      {"padLeft(7, 3, '0')", quoted("007")},
      {"replace('aXbX', 'X', '--')", quoted("a--b--")},
      {"toUpper(toLower('AbC'))", quoted("ABC")},
      {"trim('  a ')", quoted("a")},
      {"startsWith('Abc', 'aB')", "true"},
      {"endsWith('abC', 'Bc')", "true"},
      {"contains('abc', 'B')", "false"},
      {"indexOf('abc', 'B')", "1"},
      {"lastIndexOf('abab', 'AB')", "2"},
      {"indexOf(createArray('b', 'B'), 'B')", "1"},
      {"uri('https://h/a/b.json', 'c.json')", quoted("https://h/a/c.json")},
      {"uri('https://h', 'c.json')", quoted("https://h/c.json")},
      {"uriComponent('a b/ä')", quoted("a%20b%2F%C3%A4")},
      {"uriComponentToString('a%20b')", quoted("a b")},
      {"base64('hello!!')", quoted("aGVsbG8hIQ==")},
      {"base64ToString(base64('hello!!'))", quoted("hello!!")},
      {"base64ToJson(base64('{\\\"a\\\": 1}')).a", "1"},
      {"dataUriToString(dataUri('x y'))", quoted("x y")},
  });
}

TEST_CASE("numbers and comparison", "[arm][I-072]") {
  check({
      {"add(1, 3)", "4"},
      {"mul(add(1, 3), 5)", "20"},
      {"mod(20, 7)", "6"},
      {"div(6, 11)", "0"},
      {"sub(0, 13)", "-13"},
      {"div(-7, 2)", "-3"},
      {"min(3, 1, 2)", "1"},
      {"max(createArray(3, 1))", "3"},
      {"int('5')", "5"},
      {"bool('true')", "true"},
      {"float('1.5')", "1.5"},
      {"range(2, 3)", "[ 2, 3, 4 ]"},
      {"less('a', 'b')", "true"},
      {"greaterOrEquals(2, 2)", "true"},
      {"equals('a', 'A')", "false"},
      {"equals(1, '1')", "false"},
      {"equals(createObject('a', 1), createObject('A', 1))", "true"},
      {"and(true(), not(false()))", "true"},
      {"or(false(), false())", "false"},
  });
}

TEST_CASE("arrays and objects", "[arm][I-066][I-069][I-070]") {
  check({
      {"first(createArray())", "null"},
      {"last('abc')", quoted("c")},
      {"take(createArray(1, 2), 9)", "[ 1, 2 ]"},
      {"skip('abc', -1)", quoted("abc")},
      {"length(createObject('a', 1, 'b', 2))", "2"},
      {"empty(createArray(null()))", "false"},
      {"empty(null())", "true"},
      {"flatten(createArray(createArray(1), createArray(2, createArray(3))))", "[ 1, 2, [ 3 ] ]"},
      {"union(createArray(1, 2), createArray(2, 3))", "[ 1, 2, 3 ]"},
      {"union(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2)))",
       "{ \"a\": { \"x\": 1, \"y\": 2 } }"},
      {"shallowMerge(createArray(createObject('a', createObject('x', 1)), "
       "createObject('a', createObject('y', 2))))",
       "{ \"a\": { \"y\": 2 } }"},
      {"intersection(createArray(1, 2), createArray(2, 3))", "[ 2 ]"},
      {"contains(createObject('Key', 1), 'kEY')", "true"},
      {"tryGet(createObject('a', createObject('b', 5)), 'a', 'b')", "5"},
      {"tryGet(null(), 'a')", "null"},
      {"tryGet(createArray(1), 4)", "null"},
      {"coalesce(null(), tryGet(null(), 'a'), 'x')", quoted("x")},
      {"items(createObject('b', 1, 'a', 2))[0].key", quoted("a")},
      {"map(items(json('{ghiKey:1, defKey:1, abcKey:1, \\\"123Key\\\":1}')), "
       "lambda('i', lambdaVariables('i').key))",
       "[ \"123Key\", \"abcKey\", \"defKey\", \"ghiKey\" ]"},
      {"objectKeys(createObject('b', 1, 'a', 2))", "[ \"a\", \"b\" ]"},
      {"indexFromEnd(createArray(1, 2, 3), 1)", "3"},
      {"json('null')", "null"},
      {"json('.25')", "0.25"},
      {"json('{''a'': [1, true]}').a[1]", "true"},
  });
}

TEST_CASE("lambdas nest, capture and shadow", "[arm][I-044]") {
  check({
      {"map(range(0, 2), lambda('a', 'i', add(lambdaVariables('a'), lambdaVariables('i'))))",
       "[ 0, 2 ]"},
      {"filter(range(0, 4), lambda('n', greater(lambdaVariables('n'), 1)))", "[ 2, 3 ]"},
      {"reduce(range(1, 4), 0, lambda('sum', 'n', add(lambdaVariables('sum'), "
       "lambdaVariables('n'))))",
       "10"},
      {"sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), "
       "lambdaVariables('b'))))",
       "[ 1, 2, 3 ]"},
      {"toObject(createArray('a', 'b'), lambda('k', lambdaVariables('k')), "
       "lambda('k', concat(lambdaVariables('k'), '!'))).b",
       quoted("b!")},
      {"groupBy(createArray('aa', 'b'), lambda('k', string(length(lambdaVariables('k')))))['2']",
       "[ \"aa\" ]"},
      {"mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1))).a", "2"},
      {"map(createArray('x'), lambda('x', map(createArray('y'), lambda('y', "
       "concat(lambdaVariables('x'), lambdaVariables('y'))))))[0][0]",
       quoted("xy")},
  });
}

TEST_CASE("addresses", "[arm][I-077]") {
  check({
      {"cidrSubnet('10.144.0.0/20', 24, 1)", quoted("10.144.1.0/24")},
      {"cidrHost('10.144.3.0/24', 0)", quoted("10.144.3.1")},
      {"cidrSubnet('fd00::/48', 64, 3)", quoted("fd00:0:0:3::/64")},
      {"parseCidr('10.144.3.9/24').lastUsable", quoted("10.144.3.254")},
      {"parseCidr('10.0.0.0/16').netmask", quoted("255.255.0.0")},
  });
}

TEST_CASE("ids", "[arm][I-073][I-074]") {
  const std::string scope =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-test";
  check({
      {"resourceId('My.Rp/parent/child', 'myParent', 'myChild')",
       quoted(scope + "/providers/My.Rp/parent/myParent/child/myChild")},
      {"resourceId('My.Rp/parent/child', 'myParent/myChild')",
       quoted(scope + "/providers/My.Rp/parent/myParent/child/myChild")},
      {"resourceId('s', 'customRg', 'My.Rp/parent', 'p')",
       quoted("/subscriptions/s/resourceGroups/customRg/providers/My.Rp/parent/p")},
      {"subscriptionResourceId('My.Rp/parent', 'p')",
       quoted("/subscriptions/00000000-0000-0000-0000-000000000000/providers/My.Rp/parent/p")},
      {"tenantResourceId('My.Rp/parent', 'p')", quoted("/providers/My.Rp/parent/p")},
      {"extensionResourceId('/providers/My.Rp/parent/p', 'My.Ext/locks', 'l')",
       quoted("/providers/My.Rp/parent/p/providers/My.Ext/locks/l")},
      {"resourceGroup().id", quoted(scope)},
      {"environment().suffixes.storage", quoted("core.windows.net")},
  });
  CHECK(contains(worth("[resourceId('My.Rp/parent/child', 'one')]"), "do not fit the type"));
}

TEST_CASE("what the service would refuse is an error with the reason", "[arm][I-021][I-023]") {
  CHECK(contains(worth("[concat('a']"), "expected ',' or ')'"));
  CHECK(contains(worth("[createObject('a', 1).b]"), "there is no member"));
  CHECK(contains(worth("[createArray()[0]]"), "the array has 0 elements"));
  CHECK(contains(worth("[substring('abc', 2, 5)]"), "outside the text"));
  CHECK(contains(worth("[div(1, 0)]"), "division by zero"));
  CHECK(contains(worth("[fail('not here')]"), "refuses the deployment: not here"));
  CHECK(contains(worth("[parameters('x')]"), "no parameter"));
  CHECK(contains(worth("[add(9223372036854775807, 1)]"), "does not fit"));
}

TEST_CASE("an unknown keeps its origin through expressions", "[arm][I-002][I-083]") {
  const auto unknown = [](const std::string& expression) {
    return contains(worth("[" + expression + "]"), "\"$unknown\": \"utcNow()\"");
  };
  CHECK(unknown("concat('a', utcNow())"));
  CHECK(unknown("format('{0}', createArray(utcNow()))"));
  CHECK(unknown("if(equals(utcNow(), 'x'), 1, 2)"));
  CHECK(unknown("and(true(), equals(utcNow(), 'x'))"));
  CHECK(unknown("contains(createArray('a', utcNow()), 'b')"));
  CHECK(unknown("coalesce(utcNow(), 'a')"));
  CHECK(unknown("toLower(utcNow())"));
  CHECK(unknown("filter(createArray(utcNow()), lambda('x', equals(lambdaVariables('x'), 'a')))"));
  check({{"and(equals(utcNow(), 'x'), false())", "false"},
         {"or(equals(utcNow(), 'x'), true())", "true"},
         {"contains(createArray('a', utcNow()), 'a')", "true"},
         {"if(true(), 1, utcNow())", "1"},
         {"length(createArray(utcNow()))", "1"}});
  CHECK(contains(worth("[listKeys('x', '2020-01-01').keys[0].value]"), "a secret"));
}

TEST_CASE("the key of a connection string is left out, and the rest is known", "[arm][I-083]") {
  const std::string key = "listKeys('x', '2020-01-01').keys[0].value";
  check({{"length(concat('AccountName=st1;AccountKey=', " + key +
              ", ';EndpointSuffix=core.windows.net'))",
          "59"},
         {"length(format('AccountName={0};AccountKey={1};EndpointSuffix={2}', 'st1', " + key +
              ", 'core.windows.net'))",
          "59"}});
  // Anywhere else it may be a host, and so may what is not known for another reason.
  CHECK(contains(worth("[concat('https://', " + key + ")]"), "a secret"));
  CHECK(contains(worth("[format('{0};AccountKey=x', " + key + ")]"), "a secret"));
  CHECK(contains(worth("[concat('name=x;AccountKey=', " + key + ")]"), "a secret"));
  CHECK(contains(worth("[format('AccountName=a;AccountKey={0}', utcNow())]"), "utcNow()"));
}

TEST_CASE("strings in brackets that are no expressions", "[arm][I-020]") {
  CHECK(worth("[[concat('a')]") == quoted("[concat('a')]"));
  CHECK(worth("[a") == quoted("[a"));
  CHECK(worth(" [concat('a')]") == quoted(" [concat('a')]"));
  CHECK(worth("[ concat ( 'it''s' , \\n 'b' ) ]") == quoted("it'sb"));
}
