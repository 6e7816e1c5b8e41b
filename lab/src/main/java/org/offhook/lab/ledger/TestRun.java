package org.offhook.lab.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What the last run of the tests did, from the reports that Maven left. */
final class TestRun {

  /** One run of a test method; a parameterised one has several. */
  private record Case(String name, boolean skipped, String message) {}

  private final Map<String, List<Case>> cases = new HashMap<>();

  /** Reads the reports in these folders; a folder may be missing. */
  static TestRun read(List<Path> folders) {
    var run = new TestRun();
    for (var folder : folders) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
        var parser = parser();
        for (var file : files) {
          run.add(parser.parse(file.toFile()).getDocumentElement());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SAXException | ParserConfigurationException e) {
        throw new IllegalStateException("Unreadable test report in " + folder, e);
      }
    }
    return run;
  }

  /** How many of the runs of this test were not skipped. */
  long completed(TaggedTest test) {
    return runs(test).stream().filter(run -> !run.skipped).count();
  }

  /** Why runs of this test were skipped. */
  List<String> skips(TaggedTest test) {
    return runs(test).stream().filter(Case::skipped).map(Case::message).toList();
  }

  private List<Case> runs(TaggedTest test) {
    return cases.getOrDefault(test.className(), List.of()).stream()
        .filter(run -> run.name.equals(test.method()))
        .toList();
  }

  private void add(Element report) {
    var tests = report.getElementsByTagName("testcase");
    for (var i = 0; i < tests.getLength(); i++) {
      var test = (Element) tests.item(i);
      var skipped = test.getElementsByTagName("skipped");
      var isSkipped = skipped.getLength() > 0;
      var message = isSkipped ? ((Element) skipped.item(0)).getAttribute("message") : "";
      // A parameterised run is named method(Types)[1] or method{Types}[1].
      var name = test.getAttribute("name").replaceFirst("[^\\w$].*", "");
      cases
          .computeIfAbsent(test.getAttribute("classname"), key -> new ArrayList<>())
          .add(new Case(name, isSkipped, message));
    }
  }

  private static DocumentBuilder parser() throws ParserConfigurationException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder();
  }
}
