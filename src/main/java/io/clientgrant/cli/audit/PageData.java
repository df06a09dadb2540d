package io.clientgrant.cli.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.output.Documents;
import io.clientgrant.inventory.Declaration;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the page shows. Names that repeat are in a table, so that a page of thousands of grants
 * stays small; a number stands for the place in it.
 */
final class PageData {
  private final Map<String, Integer> texts = new LinkedHashMap<>();
  private final Map<String, Integer> places = new HashMap<>(); // of grants, by id

  private PageData() {}

  static ObjectNode of(AuditReport report) {
    return new PageData().write(report);
  }

  private ObjectNode write(AuditReport report) {
    var data = JsonNodeFactory.instance.objectNode();
    data.put("domain", shown(report.domain()));
    data.put("time", report.at().toString());
    data.put("hasCluster", report.inventory().directory().hasCluster());
    var rules = data.putObject("rules");
    for (var result : report.results()) {
      var rule = result.rule();
      var one = rules.putObject(rule.id());
      one.put("title", rule.title());
      one.put("severity", rule.severity().toString());
      one.put("why", rule.why());
      one.put("todo", rule.remedy());
      if (result instanceof Unchecked(_, var reason)) {
        one.put("unchecked", shown(reason));
      }
    }
    var grants = data.putArray("grants");
    for (var listed : report.inventory().grants()) {
      places.put(listed.grant().id().value(), grants.size());
      grant(grants.addObject(), listed);
    }
    findings(data.putArray("findings"), report.findings().open());
    findings(data.putArray("accepted"), report.findings().accepted());
    texts.keySet().forEach(data.putArray("texts")::add);
    return data;
  }

  private void grant(ObjectNode node, ListedGrant listed) {
    var key = listed.grant().key();
    node.put("id", listed.grant().id().value());
    node.put("client", text(listed.grantee()));
    listed.clientId().ifPresent(id -> node.put("clientId", text(id)));
    node.put("api", text(key.audience()));
    node.put("subject", text(key.subjectType()));
    if (listed.allowsAllScopes()) {
      node.put("all", true);
    } else {
      var scopes = node.putArray("scopes");
      listed.scopes().forEach(scope -> scopes.add(text(scope)));
    }
    node.put("standing", text(listed.standing().toString()));
    if (!listed.declarations().isEmpty()) {
      var by = node.putArray("by");
      listed.declarations().forEach(declaration -> by.add(text(declaration.path())));
      var namespaces = node.putArray("namespaces");
      listed.declarations().stream()
          .map(Declaration::namespace)
          .distinct()
          .forEach(namespace -> namespaces.add(text(namespace)));
    }
    AuditReport.end(listed).ifPresent(end -> node.put("ends", shown(end)));
  }

  private void findings(ArrayNode array, List<Finding> findings) {
    for (var finding : findings) {
      var node = array.addObject();
      node.put("rule", finding.rule().id());
      node.put("severity", finding.severity().toString());
      node.put("where", shown(AuditReport.label(finding)));
      node.put("message", shown(finding.message()));
      var about = node.putArray("grants");
      AuditReport.ids(finding).stream()
          .filter(places::containsKey)
          .forEach(id -> about.add(places.get(id)));
    }
  }

  private int text(String text) {
    return texts.computeIfAbsent(shown(text), _ -> texts.size());
  }

  /** With everything spelled out that nobody can see. */
  private static String shown(String text) {
    return Documents.line(text);
  }
}
