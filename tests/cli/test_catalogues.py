def test_frameworks_shows_scales_and_options(call):
    result = call("frameworks", "ipsr")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].endswith("(ipsr 2022)")
    assert any(line.startswith("  9  Proven Innovation") for line in lines)
    assert any(line.startswith("  substitute") for line in lines)
    assert max(map(len, lines)) <= 100


def test_an_unknown_framework_is_named_with_the_nearest(call):
    result = call("frameworks", "ipsrr")
    assert (result.exit_code, "Did you mean 'ipsr'?" in result.output) == (2, True)


def test_a_framework_of_ones_own_is_read_from_its_file(call):
    result = call("frameworks", "no-such.yaml")
    assert result.exit_code == 2
    assert "no-such.yaml" in result.output
