package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How deep the parts of a body lie inside each other: RFC 2046 section 5.1.3. */
final class Nesting {

  private static final byte[] MULTIPART = Ascii.bytes("multipart");

  private Nesting() {}

  /** Whether multiparts lie deeper inside each other than the limit; level by level. */
  static boolean isTooDeep(Wire wire, MessageLimits limits) {
    if (wire.bodyLength() == 0 || !isMultipart(wire.headers())) {
      return false;
    }
    List<Multipart> level = new ArrayList<>();
    BodyPart.of(wire).multipart().ifPresent(level::add);
    for (int depth = 1; depth < limits.multipartDepth() && !level.isEmpty(); depth++) {
      List<Multipart> inner = new ArrayList<>();
      for (Multipart one : level) {
        one.parts().stream().map(BodyPart::multipart).flatMap(Optional::stream).forEach(inner::add);
      }
      level = inner;
    }
    return level.stream()
        .flatMap(one -> one.parts().stream())
        .anyMatch(part -> part.contentType().isMultipart());
  }

  /** Without reading the value, since most bodies are something else. */
  private static boolean isMultipart(Headers headers) {
    int row = headers.next(HeaderName.CONTENT_TYPE.id(), 0);
    if (row < 0) {
      return false;
    }
    int start = headers.valueStart(row);
    int end = start + MULTIPART.length;
    return headers.folded(row)
        || (end <= headers.valueEnd(row)
            && Ascii.equalsLower(headers.data(), start, end, MULTIPART));
  }
}
