package io.clientgrant.cli.command;

import io.clientgrant.cli.source.InventoryReader;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.inventory.Gap.Part;
import java.util.EnumSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the grants of a tenant. */
@Command(
    name = "list",
    description = {
      "Lists the grants of a tenant, and which ClientGrant holds each.",
      "%nIt reads a hundred grants with a call, and shows each page as it comes."
    })
public final class ListCommand extends TenantCommand {
  @Mixin private GrantFilterOptions filter = new GrantFilterOptions();

  @Option(
      names = "--no-names",
      description = "Show the ids of clients, and save a call for each hundred of them.")
  private boolean withoutNames;

  public ListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var parts = EnumSet.of(Part.CLIENT_GRANTS);
    if (!withoutNames) {
      parts.add(Part.CLIENT_NAMES);
    }
    var directory = directory(source, parts, filter);
    var printer = printer(GrantView.list(directory.hasCluster()));
    var shown = new int[1];
    new InventoryReader(source)
        .forEachPage(
            directory,
            filter.filter(),
            page -> {
              if (!page.isEmpty()) {
                source.progress().clear();
                page.forEach(printer::print);
                printer.flush();
              }
              shown[0] += page.size();
            });
    printer.end();
    if (shown[0] == 0) {
      source.progress().tell("There is no such grant.");
    }
    return 0;
  }
}
