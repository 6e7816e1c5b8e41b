package org.offhook.sdp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one accepted medium of an answer: RFC 3264 section 6.1. */
final class MediumComposer {

  private final SessionDescription offer;
  private final MediaDescription offered;
  private final MediaDescription own;
  private final FormatChoice choice;
  private final Map<String, String> numbers = new HashMap<>();

  MediumComposer(
      SessionDescription offer,
      MediaDescription offered,
      MediaDescription own,
      FormatChoice choice) {
    this.offer = offer;
    this.offered = offered;
    this.own = own;
    this.choice = choice;
    choice.pairs().forEach((theirs, mine) -> numbers.put(mine, theirs));
  }

  MediaDescription compose(Direction direction, boolean bundled) {
    var builder = MediaDescription.builder(offered.type(), own.port(), offered.protocol());
    own.information().ifPresent(builder::information);
    own.connections().forEach(c -> builder.line('c', c.toString()));
    own.bandwidths().forEach(builder::bandwidth);
    choice.pairs().forEach((theirs, mine) -> format(builder, theirs, mine));
    for (var attribute : own.attributes()) {
      var fitting = fit(attribute);
      if (fitting != null) {
        builder.attribute(fitting);
      }
    }
    if (bundled) {
      offered.attribute("mid").ifPresent(builder::attribute);
    }
    return offered.isRtp() ? builder.direction(direction).build() : builder.build();
  }

  private void format(MediaDescription.Builder builder, String theirs, String mine) {
    var codec = offered.codec(theirs).orElse(null);
    if (codec == null) {
      builder.format(theirs);
    } else {
      builder.codec(codec);
    }
    own.fmtp(mine).ifPresent(f -> builder.attribute("fmtp", new Fmtp(theirs, f.text()).toString()));
  }

  /** An attribute of the template as it may stand in this answer; null if it may not. */
  private @Nullable Attribute fit(Attribute attribute) {
    return switch (attribute.name()) {
      // Written by format(), or taken from the offer.
      case "rtpmap", "fmtp", "mid", "bundle-only" -> null;
      case "sendrecv", "sendonly", "recvonly", "inactive" -> null;
      // RFC 5761 section 5.1.1, RFC 5506 section 5: only if the offer has it.
      case "rtcp-mux", "rtcp-rsize" -> offered.has(attribute.name()) ? attribute : null;
      case "rtcp-fb" -> feedback(attribute);
      case "extmap" -> extension(attribute);
      case "setup" -> setup(attribute);
      default -> attribute;
    };
  }

  private @Nullable Attribute feedback(Attribute attribute) {
    String format = attribute.firstWord();
    if (format.equals("*")) {
      return attribute;
    }
    return numbers.containsKey(format)
        ? Attribute.of("rtcp-fb", Renumbering.renumber(attribute.toString(), numbers).substring(8))
        : null;
  }

  /** RFC 8285 section 6: an answer has only extensions of the offer, by the offer's ids. */
  private @Nullable Attribute extension(Attribute attribute) {
    var mine = SdpText.fields(attribute.text());
    for (var level : List.of(offered.attributes("extmap"), offer.attributes("extmap"))) {
      for (var candidate : level) {
        var theirs = SdpText.fields(candidate.text());
        if (mine.size() > 1 && theirs.size() > 1 && mine.get(1).equals(theirs.get(1))) {
          String id = theirs.getFirst().split("/", -1)[0];
          return Attribute.of("extmap", id + " " + String.join(" ", mine.subList(1, mine.size())));
        }
      }
    }
    return null;
  }

  /** RFC 4145 section 4.1: who connects; an answer must decide. */
  private Attribute setup(Attribute attribute) {
    if (!attribute.text().strip().equals("actpass")) {
      return attribute;
    }
    String theirs =
        offered
            .attribute("setup")
            .or(() -> offer.attribute("setup"))
            .map(a -> a.text().strip())
            .orElse("actpass");
    return Attribute.of("setup", theirs.equals("active") ? "passive" : "active");
  }
}
