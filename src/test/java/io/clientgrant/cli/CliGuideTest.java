package io.clientgrant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.limit.Plan;
import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.SeedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What docs/cli.md shows is what the program prints. */
class CliGuideTest {
  private static final Path PAGE = Path.of("docs", "cli.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```console\\n\\$ clientgrant ([^\\n]*)\\n(.*?)^```$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final int COLUMNS = 110;

  @AutoClose
  private final CliFixture cli =
      new CliFixture(
              Simulator.start(
                  new SeedReader(IdSource.random()).read(Path.of("examples/simulator/seed.json"))))
          .onTerminal(COLUMNS);

  @Test
  void everyExampleIsWhatTheProgramPrints() throws IOException {
    cli.simulator.rateLimits().set(Plan.ENTERPRISE);
    cli.environment.put("AUTH0_CLIENT_ID", "k7Wm2QpXv9LbZr4TcYd8HsNf6GjA3uEe");
    cli.environment.put("AUTH0_CLIENT_SECRET", "operator-secret");
    var page = Files.readString(PAGE);
    assertThat(BLOCK.matcher(page).results()).hasSize(8);
    var printed =
        BLOCK
            .matcher(page)
            .replaceAll(block ->
                "```console\n\\$ clientgrant %s\n%s```"
                    .formatted(
                        block.group(1).replace("\\", "\\\\"),
                        run(block.group(1)).replace("\\", "\\\\").replace("$", "\\$")));
    if (Boolean.getBoolean("write")) {
      Files.writeString(PAGE, printed);
    }
    assertThat(withoutRates(page)).isEqualTo(withoutRates(printed));
  }

  /** What is learnt of the limit from some calls depends on how fast they were. */
  private static String withoutRates(String text) {
    return text.replaceAll("[\\d.]+(-[\\d.]+)?/s( or more)?", "RATE");
  }

  private String run(String command) {
    var words =
        WORD.matcher(command)
            .results()
            .map(word -> word.group(1) == null ? word.group(2) : word.group(1));
    var ran = cli.run(words.toArray(String[]::new));
    return Stream.of(ran.out(), ran.err())
        .map(String::stripTrailing)
        .filter(text -> !text.isEmpty())
        .map(text -> text + "\n")
        .reduce("", String::concat);
  }
}
