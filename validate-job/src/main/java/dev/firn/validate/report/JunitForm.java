package dev.firn.validate.report;

import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.DifferingRow;
import java.io.StringWriter;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The XML that test reports of continuous integration are read from: a test case per table. */
final class JunitForm {

  private JunitForm() {}

  static String of(ValidationReport report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "firn validate " + report.source());
      xml.writeAttribute("tests", Integer.toString(report.tables().size()));
      long failures =
          report.tables().stream().filter(table -> table.verdict().isMismatch()).count();
      xml.writeAttribute("failures", Long.toString(failures));
      xml.writeAttribute("errors", Long.toString(report.count(Verdict.NOT_CHECKED)));
      for (TableVerdict table : report.tables()) {
        write(report, table, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Cannot write a report as XML", e);
    }
  }

  private static void write(ValidationReport report, TableVerdict table, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", legal(report.source()));
    xml.writeAttribute("name", legal(table.table()));
    xml.writeAttribute("time", Double.toString(table.took().toMillis() / 1000.0));
    if (table.verdict() != Verdict.EQUAL) {
      xml.writeStartElement(table.verdict() == Verdict.NOT_CHECKED ? "error" : "failure");
      xml.writeAttribute("type", table.verdict().printed());
      xml.writeAttribute("message", legal(TableForm.remarks(table)));
      xml.writeCharacters(
          legal(
              table.findings().differences().rows().stream()
                  .map((DifferingRow row) -> ShownRow.of(row))
                  .collect(Collectors.joining("\n"))));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** XML has no place for most control characters, not even in another spelling. */
  private static String legal(String text) {
    return text.codePoints()
        .map(
            character ->
                character == '\t'
                        || character == '\n'
                        || (character >= 0x20 && character < 0xD800)
                        || (character >= 0xE000 && character != 0xFFFE && character != 0xFFFF)
                    ? character
                    : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
