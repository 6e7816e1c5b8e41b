package org.offhook.eventpackage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A whole XML body as a typed view of its root: see {@link Presence} for an example. */
public abstract class XmlBody extends XmlPart implements EventBody {

  XmlBody(XmlElement root) {
    super(root);
  }

  /** Reads a document, checks it and makes the view. */
  static <T> BodyResult<T> parse(
      byte[] body,
      XmlName root,
      List<String> aliases,
      Consumer<XmlElement> check,
      Function<XmlElement, T> view) {
    return switch (XmlReader.read(body, root, aliases)) {
      case BodyResult.Invalid<XmlElement> invalid ->
          new BodyResult.Invalid<>(invalid.reason(), invalid.line());
      case BodyResult.Parsed<XmlElement> parsed -> {
        try {
          check.accept(parsed.value());
          yield new BodyResult.Parsed<>(view.apply(parsed.value()));
        } catch (XmlFault fault) {
          yield new BodyResult.Invalid<>(fault.reason(), 0);
        }
      }
    };
  }

  @Override
  public final byte[] toBytes() {
    return element().toString().getBytes(StandardCharsets.UTF_8);
  }
}
