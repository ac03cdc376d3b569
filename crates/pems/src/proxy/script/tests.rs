#![allow(clippy::unwrap_used)]

use super::*;

/// What a script answers for `https://pems.example.com`.
fn answer(script: &str) -> Result<String, ScriptError> {
    run(script, "https://pems.example.com/", "pems.example.com")
}

/// What an expression comes to on Wednesday the 10th of June 2026, 12:30:00 UTC.
fn says(expression: &str) -> bool {
    let script = format!(
        "const Real = Date; Date = class extends Real {{ constructor() {{ super(\"2026-06-10T12:30:00Z\"); }} }};\n\
         function FindProxyForURL(url, host) {{ return {expression} ? \"yes\" : \"no\"; }}"
    );
    answer(&script).unwrap() == "yes"
}

#[test]
fn a_script_is_asked_by_url_and_host_and_may_be_as_sloppy_as_they_are() {
    let script = "undeclared = 1; function FindProxyForURL(url, host) { return \"PROXY \" + host + \":8080; DIRECT\"; }";
    assert_eq!(answer(script).unwrap(), "PROXY pems.example.com:8080; DIRECT");
}

#[test]
fn the_functions_about_names_tell_as_they_are_written_down() {
    for (expression, wanted) in [
        ("isPlainHostName('pems')", true),
        ("isPlainHostName(host)", false),
        ("dnsDomainIs(host, '.example.com')", true),
        ("dnsDomainIs(host, '.example.org')", false),
        ("localHostOrDomainIs('pems', 'pems.example.com')", true),
        ("localHostOrDomainIs(host, 'pems.example.com')", true),
        ("localHostOrDomainIs('home.example.com', 'pems.example.com')", false),
        ("dnsDomainLevels(host) === 2 && dnsDomainLevels('pems') === 0", true),
        ("shExpMatch(host, '*.example.*')", true),
        ("shExpMatch(host, 'pem?.example.com')", true),
        ("shExpMatch('pemsXexample.com', 'pems.example.com')", false),
        ("shExpMatch(url, 'https://*')", true),
        ("convert_addr('104.16.41.2') === 1745889538", true),
        ("convert_addr('1.2.3') === null", true),
        ("isInNet('10.1.2.3', '10.0.0.0', '255.0.0.0')", true),
        ("isInNet('192.168.1.9', '192.168.1.0', '255.255.255.0')", true),
        ("isInNet('11.1.2.3', '10.0.0.0', '255.0.0.0')", false),
        ("isInNet('localhost', '127.0.0.0', '255.0.0.0')", true),
        ("isResolvable('localhost') && dnsResolve('localhost').startsWith('127.')", true),
        ("isResolvable('nowhere.invalid')", false),
        ("convert_addr(myIpAddress()) !== null", true),
    ] {
        assert_eq!(says(expression), wanted, "{expression}");
    }
}

#[test]
fn the_functions_about_time_tell_as_they_are_written_down() {
    for (expression, wanted) in [
        ("weekdayRange('WED', 'GMT')", true),
        ("weekdayRange('MON', 'FRI', 'GMT')", true),
        ("weekdayRange('FRI', 'MON', 'GMT')", false),
        ("weekdayRange('SAT', 'WED', 'GMT')", true),
        ("dateRange(10, 'GMT')", true),
        ("dateRange(9, 'GMT')", false),
        ("dateRange('JUN', 'GMT')", true),
        ("dateRange(2026, 'GMT')", true),
        ("dateRange('MAR', 'MAY', 'GMT')", false),
        ("dateRange('NOV', 'JUN', 'GMT')", true),
        ("dateRange(1, 15, 'GMT')", true),
        ("dateRange(1, 'JUN', 15, 'AUG', 'GMT')", true),
        ("dateRange(11, 'JUN', 15, 'AUG', 'GMT')", false),
        ("dateRange('OCT', 1995, 'MAR', 2027, 'GMT')", true),
        ("dateRange(1, 'JUN', 2026, 10, 'JUN', 2026, 'GMT')", true),
        ("dateRange(1, 'JUN', 2025, 10, 'JUN', 2025, 'GMT')", false),
        ("dateRange(10, 'JUN', 2026, 'GMT')", true),
        ("timeRange(12, 'GMT')", true),
        ("timeRange(9, 17, 'GMT')", true),
        ("timeRange(9, 12, 'GMT')", false),
        ("timeRange(22, 13, 'GMT')", true),
        ("timeRange(12, 0, 12, 30, 'GMT')", true),
        ("timeRange(12, 31, 13, 0, 'GMT')", false),
        ("timeRange(12, 30, 0, 12, 30, 0, 'GMT')", true),
    ] {
        assert_eq!(says(expression), wanted, "{expression}");
    }
}

#[test]
fn a_script_that_never_ends_is_ended() {
    assert_eq!(answer("while (true) {}"), Err(ScriptError::TooLong));
    let inside = "function FindProxyForURL() { for (;;) { try { for (;;) {} } catch (e) {} } }";
    assert_eq!(answer(inside), Err(ScriptError::TooLong));
}

#[test]
fn a_script_that_eats_memory_or_stack_is_refused() {
    let hungry = "function FindProxyForURL() { let a = []; for (;;) a.push('x'.repeat(100000) + a.length); }";
    assert!(matches!(answer(hungry), Err(ScriptError::Broken(_))), "{:?}", answer(hungry));
    let deep = "function FindProxyForURL() { return FindProxyForURL(); }";
    assert!(matches!(answer(deep), Err(ScriptError::Broken(_))), "{:?}", answer(deep));
}

#[test]
fn a_script_finds_nothing_of_the_machine() {
    for name in ["require", "process", "fetch", "XMLHttpRequest", "std", "os", "Deno", "load", "print"] {
        let script = format!("function FindProxyForURL() {{ return typeof {name}; }}");
        assert_eq!(answer(&script).unwrap(), "undefined", "{name}");
    }
}

#[test]
fn what_is_no_script_is_told_in_words() {
    for script in [
        "",
        "function find() {}",
        "this is no script",
        "function FindProxyForURL() { throw new Error('no'); }",
    ] {
        assert!(matches!(answer(script), Err(ScriptError::Broken(_))), "{script:?}");
    }
}

#[test]
fn the_ways_of_an_answer_are_taken_in_order_and_what_cannot_be_gone_is_passed_over() {
    let through = |address: &str| Hop::Through(ProxyAddress::parse(address).unwrap());
    assert_eq!(
        hops("PROXY a.example:8080; SOCKS s:1080;https b.example:443 ; SOCKS5 c.example:9050; DIRECT")
            .unwrap(),
        [
            through("http://a.example:8080"),
            through("https://b.example:443"),
            through("socks5h://c.example:9050"),
            Hop::Direct
        ]
    );
    assert_eq!(hops("direct").unwrap(), [Hop::Direct]);
    for none in ["", "SOCKS s:1080", "PROXY", "PROXY :", "null", "undefined"] {
        assert!(matches!(hops(none), Err(ScriptError::NoWay(_))), "{none:?}");
    }
}
