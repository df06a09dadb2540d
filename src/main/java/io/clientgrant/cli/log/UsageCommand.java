package io.clientgrant.cli.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.command.GrantFilterOptions;
import io.clientgrant.cli.command.GrantView;
import io.clientgrant.cli.command.TenantCommand;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.TokenUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says when the last token was given for each grant. */
@Command(
    name = "usage",
    description = {
      "Says when the last token was given for each grant, as far as the tenant's log tells.",
      "%nIt needs the scope read:logs. The log keeps 1 to 30 days, by the tenant's subscription,"
          + " and tells of access as a client only. A token lives on without an entry, for as long"
          + " as its API says."
    })
public final class UsageCommand extends TenantCommand {
  @Mixin private GrantFilterOptions filter = new GrantFilterOptions();

  @Option(
      names = "--idle",
      paramLabel = "DAYS",
      description = "Only those for which the log knows of no token in so many days.")
  private int idle;

  public UsageCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var inventory = inventory(source, EnumSet.of(Part.CLIENT_NAMES, Part.CLIENT_GRANTS), filter);
    var printer = printer(view(inventory.directory().hasCluster()));
    var now = surroundings().clock().instant();
    new TokenUses(source)
        .of(inventory.grants()).stream()
            .filter(use ->
                idle == 0
                    || (use.since() != null
                        && Optional.ofNullable(use.last())
                            .filter(last -> last.isAfter(now.minus(Duration.ofDays(idle))))
                            .isEmpty()))
            .forEach(printer::print);
    printer.end();
    return 0;
  }

  private static View<TokenUse> view(boolean hasCluster) {
    var columns = new ArrayList<Column<TokenUse>>();
    columns.add(Column.of("CLIENT", 12, use -> use.listed().grantee()));
    columns.add(Column.of("API", 12, use -> GrantView.audience(use.listed())));
    columns.add(Column.whole("SUBJECT", use -> GrantView.subject(use.listed())));
    columns.add(
        Column.<TokenUse>whole("LAST TOKEN", TokenUse::text)
            .styled(use -> use.last() == null ? Style.WARNING : Style.PLAIN));
    if (hasCluster) {
      columns.add(Column.of("MANAGED BY", 12, use -> GrantView.manager(use.listed())));
    }
    columns.add(Column.whole("ID", use -> use.listed().grant().id().value()));
    return new View<>(
        columns,
        use -> use.listed().grant().id().value(),
        use -> {
          var document = (ObjectNode) GrantView.document(use.listed());
          if (use.last() != null) {
            document.put("lastToken", use.last().toString());
          }
          if (use.since() != null) {
            document.put("observedSince", use.since().toString());
          }
          return document;
        });
  }
}
