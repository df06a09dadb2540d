package io.clientgrant.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.inventory.AccessMatrix;
import io.clientgrant.inventory.AccessMatrix.Row;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.ListedGrant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows clients by APIs. */
@Command(
    name = "matrix",
    description = {
      "Shows which clients have access to which APIs: how many scopes, or all of them; + marks"
          + " access as a user.",
      "%nAPIs that have no room beside each other come below each other."
    })
public final class MatrixCommand extends TenantCommand {
  private static final int CLIENT = 24;
  private static final int CELL = 7; // with the gap before it

  @Mixin private GrantFilterOptions filter = new GrantFilterOptions();

  public MatrixCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var inventory = inventory(source, EnumSet.of(Part.CLIENT_NAMES, Part.CLIENT_GRANTS), filter);
    var matrix = AccessMatrix.of(inventory.grants());
    if (output().format() == Format.TABLE && terminal().width() > 0) {
      var each = Math.max(1, (terminal().width() - CLIENT) / CELL);
      for (var from = 0; from < matrix.audiences().size(); from += each) {
        block(matrix, from, Math.min(from + each, matrix.audiences().size()));
      }
    } else {
      print(matrix.rows(), view(matrix.audiences(), matrix.audiences()));
    }
    return 0;
  }

  /** A part of the APIs, each by a number that a line above explains. */
  private void block(AccessMatrix matrix, int from, int to) {
    if (from > 0) {
      terminal().shown("");
    }
    var audiences = matrix.audiences().subList(from, to);
    var numbers = new ArrayList<String>();
    for (var number = from + 1; number <= to; number++) {
      numbers.add("[%d]".formatted(number));
      terminal().shown("[%d] %s".formatted(number, matrix.audiences().get(number - 1)));
    }
    print(
        matrix.rows().stream()
            .filter(row -> audiences.stream().anyMatch(audience -> !row.on(audience).isEmpty()))
            .toList(),
        view(audiences, numbers));
  }

  private void print(List<Row> rows, View<Row> view) {
    var printer = printer(view);
    rows.forEach(printer::print);
    printer.end();
  }

  private static View<Row> view(List<String> audiences, List<String> titles) {
    var columns = new ArrayList<Column<Row>>();
    columns.add(Column.of("CLIENT", 12, Row::grantee));
    for (var index = 0; index < audiences.size(); index++) {
      var audience = audiences.get(index);
      columns.add(
          Column.<Row>whole(titles.get(index), row -> cell(row.on(audience)))
              .orWhole(row -> scopes(row.on(audience)))
              .styled(row -> style(row.on(audience))));
    }
    return new View<>(columns, Row::id, MatrixCommand::document);
  }

  /** How much access grants give: "3" scopes as a client, "+2" as a user. */
  private static String cell(List<ListedGrant> grants) {
    return grants.stream()
        .map(listed -> mark(listed) + (listed.allowsAllScopes() ? "all" : listed.scopes().size()))
        .sorted(Comparator.reverseOrder())
        .collect(Collectors.joining());
  }

  private static String scopes(List<ListedGrant> grants) {
    return grants.stream()
        .map(listed -> mark(listed) + GrantView.allScopes(listed))
        .sorted(Comparator.reverseOrder())
        .collect(Collectors.joining(" "));
  }

  private static String mark(ListedGrant listed) {
    return listed.grant().key().subjectType().equals(GrantKey.DEFAULT_SUBJECT_TYPE) ? "" : "+";
  }

  private static Style style(List<ListedGrant> grants) {
    return grants.stream().anyMatch(ListedGrant::allowsAllScopes) ? Style.WARNING : Style.PLAIN;
  }

  private static JsonNode document(Row row) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("client", row.grantee());
    document.put("clientId", row.id());
    var access = document.putObject("access");
    row.byAudience()
        .forEach((audience, grants) -> {
          var all = access.putArray(audience);
          grants.stream().map(GrantView::document).forEach(all::add);
        });
    return document;
  }
}
