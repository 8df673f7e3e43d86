#!/bin/sh
# Tests in shell, with a report in the form of JUnit: sh test.sh report.xml. Needs mercat, curl and python3.
set -eu
report=${1:-report.xml}
folder=$(mktemp -d)
mercat demo --port 0 --ready-file "$folder/ready.json" --quiet --seed 7 > /dev/null &
server=$!
trap 'kill $server; wait $server || :; rm -rf "$folder"' EXIT
mercat ready "$folder/ready.json" --wait 60 > /dev/null

# member FILE NAME...: a member of a JSON file
member() { python3 -c 'import functools, json, sys; print(functools.reduce(lambda at, key: at[int(key) if key.isdigit() else key], sys.argv[2:], json.load(open(sys.argv[1]))))' "$@"; }

# Each test has an instance of its own, whose ready file is $instance.
begin() {
  instance=$folder/instance.json
  curl -fsS -X POST "$(member "$folder/ready.json" sandbox url)/instances" -d '{"from": "seed"}' > "$instance"
  curl -fsS "$(member "$instance" marketo identity)/oauth/token" -d grant_type=client_credentials \
    -d "client_id=$(member "$instance" marketo client_id)" -d "client_secret=$(member "$instance" marketo client_secret)" \
    > "$folder/token.json"
  token=$(member "$folder/token.json" access_token)
}
sandbox() { curl -fsS -X POST "$(member "$instance" sandbox url)$1" -d "$2" > /dev/null; }
lead() { curl -fsS -H "Authorization: Bearer $token" "$(member "$instance" marketo endpoint)/v1/lead/1.json" > "$folder/lead.json"; }

test_a_lead_of_the_sample_data() {
  lead && [ "$(member "$folder/lead.json" result 0 lastName)" = Elkington ]
}
test_a_token_expires() {
  sandbox /clock '{"advance_seconds": 3601}' && lead && [ "$(member "$folder/lead.json" errors 0 code)" = 602 ]
}
test_a_rate_limit_is_met() {
  sandbox /faults '{"effect": {"code": "606"}, "times": 1}' && lead && [ "$(member "$folder/lead.json" errors 0 code)" = 606 ]
}

count=0 failures=0 cases=
for name in test_a_lead_of_the_sample_data test_a_token_expires test_a_rate_limit_is_met; do
  count=$((count + 1))
  if begin && $name; then
    echo "ok $count - $name"
    cases="$cases<testcase classname=\"mercat\" name=\"$name\"/>"
  else
    echo "not ok $count - $name"
    failures=$((failures + 1))
    cases="$cases<testcase classname=\"mercat\" name=\"$name\"><failure/></testcase>"
  fi
done
echo "<?xml version=\"1.0\"?><testsuite name=\"mercat\" tests=\"$count\" failures=\"$failures\">$cases</testsuite>" > "$report"
[ "$failures" = 0 ]
