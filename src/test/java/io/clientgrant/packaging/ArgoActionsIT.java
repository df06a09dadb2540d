package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The actions of all kinds, run over the tests that Argo CD itself would run, by the Lua that it
 * runs.
 */
class ArgoActionsIT {
  private static final String PRINT_ACTIONS =
      "for name, action in pairs(result) do print(name, action.disabled) end";

  private static final String PRINT_RESOURCE =
      """
      local function show(path, value)
        if type(value) == "table" then
          for key, each in pairs(value) do
            show(path .. "/" .. key, each)
          end
        else
          print(path .. "=" .. tostring(value))
        end
      end
      show("", result)
      """;

  @TempDir Path folder;

  /** One test of an {@code action_test.yaml}. */
  record Case(Customizations kind, JsonNode test) {
    String input() {
      return path("inputPath");
    }

    String path(String name) {
      return "actions/" + test.required(name).asText();
    }

    @Override
    public String toString() {
      return kind.kind() + " " + test.path("action").asText("discovery") + " " + input();
    }
  }

  static Stream<Case> discoveries() {
    return cases("discoveryTests");
  }

  static Stream<Case> actions() {
    return cases("actionTests");
  }

  private static Stream<Case> cases(String list) {
    return Customizations.ofAllKinds()
        .flatMap(
            kind -> kind.tests("actions/action_test.yaml", list).map(test -> new Case(kind, test)));
  }

  @ParameterizedTest
  @MethodSource("discoveries")
  void offersWhatCanBeDone(Case test) throws Exception {
    var printed = test.kind().run("actions/discovery.lua", test.input(), PRINT_ACTIONS, folder);
    assertThat(printed)
        .containsExactlyInAnyOrderElementsOf(
            StreamSupport.stream(test.test().required("result").spliterator(), false)
                .map(action ->
                    action.path("name").asText() + "\t" + action.path("disabled").asText())
                .toList());
  }

  @ParameterizedTest
  @MethodSource("actions")
  void doesThatAndNothingElse(Case test) throws Exception {
    var script = "actions/%s/action.lua".formatted(test.test().required("action").asText());
    var done = test.kind().run(script, test.input(), PRINT_RESOURCE, folder);
    assertThat(atTheSameTime(done))
        .containsExactlyInAnyOrderElementsOf(
            test.kind().show(test.path("expectedOutputPath"), PRINT_RESOURCE, folder));
  }

  /** As Argo CD's own tests do with such times. */
  private static List<String> atTheSameTime(List<String> lines) {
    return lines.stream()
        .map(line ->
            line.replaceFirst(
                "(?<=/requestedAt=)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$",
                "0001-01-01T00:00:00Z"))
        .toList();
  }
}
