package io.clientgrant.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.InventoryReader;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.grant.policy.Glob;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.GrantFilter;
import io.clientgrant.inventory.ListedGrant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says which clients can use a scope. */
@Command(
    name = "who-can",
    description = {
      "Says which clients can use a scope, on one API or on any.",
      "%nA grant of all scopes counts for every scope. A default grant is for each client of its"
          + " kind that has no grant of its own."
    })
public final class WhoCanCommand extends TenantCommand {
  @Parameters(
      index = "0",
      paramLabel = "SCOPE",
      description = "The scope, or a pattern such as 'write:*'.")
  private String scope = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "AUDIENCE",
      description = "The API, or a pattern. Default: any.")
  private @Nullable String audience;

  public WhoCanCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var reader = new InventoryReader(source);
    var directory = reader.directory(EnumSet.of(Part.CLIENT_NAMES, Part.CLIENT_GRANTS));
    tellGaps(directory, source.progress());
    var filter =
        new GrantFilter(
            null, audience, null, null, null, Glob.of(List.of(scope)), Set.of(), Set.of());
    var printer = printer(view(directory.hasCluster()));
    reader.forEachPage(
        directory,
        filter,
        page -> {
          page.forEach(printer::print);
          if (!page.isEmpty()) {
            source.progress().clear();
            printer.flush();
          }
        });
    printer.end();
    return 0;
  }

  private View<ListedGrant> view(boolean hasCluster) {
    var columns = new ArrayList<Column<ListedGrant>>();
    columns.add(Column.of("CLIENT", 12, ListedGrant::grantee));
    columns.add(Column.of("API", 12, GrantView::audience));
    columns.add(
        Column.<ListedGrant>of("BY", 12, this::by)
            .styled(listed -> listed.allowsAllScopes() ? Style.WARNING : Style.PLAIN));
    columns.add(Column.whole("SUBJECT", GrantView::subject));
    if (hasCluster) {
      columns.add(Column.of("MANAGED BY", 12, GrantView::manager).styled(GrantView::style));
    }
    columns.add(Column.<ListedGrant>whole("ORGANIZATIONS", GrantView::organizations).whereWide());
    columns.add(Column.<ListedGrant>whole("CLIENT ID", GrantView::clientId).whereWide());
    columns.add(Column.whole("ID", listed -> listed.grant().id().value()));
    return new View<>(
        columns,
        listed -> listed.clientId().orElseGet(listed::grantee),
        listed -> ((ObjectNode) GrantView.document(listed)).put("by", by(listed)));
  }

  /** Through what of a grant the scope can be used. */
  private String by(ListedGrant listed) {
    var glob = new Glob(scope);
    return listed.allowsAllScopes()
        ? "all scopes"
        : listed.scopes().stream().filter(glob::matches).collect(Collectors.joining(" "));
  }
}
