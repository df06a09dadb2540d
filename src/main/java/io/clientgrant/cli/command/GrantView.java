package io.clientgrant.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.inventory.Declaration;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.stream.Collectors;

/** How grants are shown. */
public final class GrantView {
  private static final int SCOPES_SHOWN = 3;
  private static final int NAME = 12;

  private GrantView() {}

  /**
   * The view of a list.
   *
   * @param hasCluster whether it is known which ClientGrants declare them
   */
  public static View<ListedGrant> list(boolean hasCluster) {
    var columns = new ArrayList<Column<ListedGrant>>();
    columns.add(Column.of("CLIENT", NAME, ListedGrant::grantee));
    columns.add(Column.of("API", NAME, GrantView::audience));
    columns.add(Column.whole("SUBJECT", GrantView::subject));
    columns.add(
        Column.<ListedGrant>of("SCOPES", NAME, GrantView::fewScopes)
            .orWhole(GrantView::allScopes)
            .styled(listed -> listed.allowsAllScopes() ? Style.WARNING : Style.PLAIN));
    if (hasCluster) {
      columns.add(Column.of("MANAGED BY", NAME, GrantView::manager).styled(GrantView::style));
    }
    columns.add(Column.<ListedGrant>whole("ORGANIZATIONS", GrantView::organizations).whereWide());
    columns.add(Column.<ListedGrant>whole("CLIENT ID", GrantView::clientId).whereWide());
    columns.add(Column.whole("ID", listed -> listed.grant().id().value()));
    return new View<>(columns, listed -> listed.grant().id().value(), GrantView::document);
  }

  /** The API that it is for. */
  public static String audience(ListedGrant listed) {
    return listed.grant().key().audience();
  }

  /** Whose access it is. */
  public static String subject(ListedGrant listed) {
    return listed.grant().key().subjectType();
  }

  static String clientId(ListedGrant listed) {
    return listed.clientId().orElse("");
  }

  /** Who sees to it: the ClientGrant that holds it, or else a word. */
  public static String manager(ListedGrant listed) {
    var holder = listed.holder().map(Declaration::path);
    return switch (listed.standing()) {
      case MANAGED -> holder.orElse("");
      case CONTENDED ->
          "contended: " + holder.map(path -> path + " holds it").orElseGet(() -> paths(listed));
      case DECLARED -> "declared: " + paths(listed);
      case SYSTEM, UNMANAGED, UNKNOWN -> listed.standing().toString();
    };
  }

  private static String paths(ListedGrant listed) {
    return listed.declarations().stream()
        .map(Declaration::path)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static Style style(ListedGrant listed) {
    return switch (listed.standing()) {
      case MANAGED -> Style.GOOD;
      case CONTENDED -> Style.BAD;
      case DECLARED, UNMANAGED -> Style.WARNING;
      case SYSTEM, UNKNOWN -> Style.DIM;
    };
  }

  private static String fewScopes(ListedGrant listed) {
    var scopes = listed.scopes();
    var shown = scopes.stream().limit(SCOPES_SHOWN).collect(Collectors.joining(" "));
    var more = scopes.size() - SCOPES_SHOWN;
    return listed.allowsAllScopes() ? "all" : shown + (more > 0 ? " +" + more : "");
  }

  static String allScopes(ListedGrant listed) {
    return listed.allowsAllScopes() ? "all" : String.join(" ", listed.scopes());
  }

  static String organizations(ListedGrant listed) {
    var settings = listed.grant().settings();
    return settings.effective(Field.ALLOW_ANY_ORGANIZATION).equals(new Bool(true))
        ? "any"
        : settings.effective(Field.ORGANIZATION_USAGE).toString();
  }

  /** A grant as a document, in the words of a ClientGrant's spec. */
  public static JsonNode document(ListedGrant listed) {
    var grant = listed.grant();
    var document = JsonNodeFactory.instance.objectNode();
    document.put("id", grant.id().value());
    switch (grant.key().grantee()) {
      case Grantee.Client(var id) -> document.put("clientId", id);
      case Grantee.DefaultFor(var kind) -> document.put("defaultFor", kind);
      case Grantee.ForOrganization _ -> {}
    }
    if (!listed.clientName().isEmpty()) {
      document.put("clientName", listed.clientName());
    }
    document.put("audience", grant.key().audience());
    document.put("subjectType", grant.key().subjectType());
    grant
        .settings()
        .values()
        .forEach((field, value) -> {
          switch (value) {
            case StringSet(var names) -> strings(document, field.specName(), names);
            case Text(var word) -> document.put(field.specName(), word);
            case Bool(var on) -> document.put(field.specName(), on);
          }
        });
    if (listed.standing() != Standing.UNKNOWN) {
      document.put("standing", listed.standing().toString());
      strings(
          document,
          "clientGrants",
          listed.declarations().stream().map(Declaration::path).sorted().toList());
      listed.holder().ifPresent(holder -> document.put("heldBy", holder.path()));
    }
    return document;
  }

  private static void strings(ObjectNode document, String name, Collection<String> texts) {
    var array = document.putArray(name);
    texts.forEach(array::add);
  }
}
