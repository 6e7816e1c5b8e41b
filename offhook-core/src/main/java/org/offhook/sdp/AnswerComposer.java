package org.offhook.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Generates one answer: RFC 3264 section 6. */
final class AnswerComposer {

  private static final int NETWORK_PROTOCOL = 300;
  private static final int TRANSPORT_PROTOCOL = 302;
  private static final int MEDIA_TYPE = 304;
  private static final int MEDIA_FORMAT = 305;
  private static final int MISCELLANEOUS = 399;

  private final SessionDescription offer;
  private final LocalCapabilities local;
  private final List<MediaDescription> unused;
  private final List<MediaDescription> answered = new ArrayList<>();
  private final @Nullable MediaAnswer[] results;
  private final String[] reasons;
  private final Set<String> bundled = new HashSet<>();

  AnswerComposer(SessionDescription offer, LocalCapabilities local) {
    this.offer = offer;
    this.local = local;
    this.unused = new ArrayList<>();
    for (var medium : local.template().media()) {
      if (!local.template().isRefused(medium)) {
        unused.add(medium);
      }
    }
    this.results = new MediaAnswer[offer.media().size()];
    this.reasons = new String[offer.media().size()];
  }

  Answer compose() {
    for (int i = 0; i < offer.media().size(); i++) {
      answered.add(medium(i, offer.media().get(i)));
    }
    var description = description();
    for (var medium : Negotiation.of(description, offer, false).media()) {
      int i = medium.index();
      if (results[i] == null) {
        results[i] = new MediaAnswer.Accepted(i, reasons[i], medium);
      }
    }
    return new Answer(description, complete(results));
  }

  /** Wraps an answer that was made elsewhere and fits its offer. */
  static Answer ready(SessionDescription offer, SessionDescription own) {
    var results = new MediaAnswer[offer.media().size()];
    for (var medium : Negotiation.of(own, offer, false).media()) {
      String reason = medium.type() + ": taken as the given answer says";
      results[medium.index()] = new MediaAnswer.Accepted(medium.index(), reason, medium);
    }
    return new Answer(own, complete(results));
  }

  /** A medium as it is refused: port 0; type, protocol and formats as they were. */
  static MediaDescription refused(MediaDescription medium) {
    var formats = medium.formats().isEmpty() ? List.of("0") : medium.formats();
    return MediaDescription.builder(medium.type(), 0, medium.protocol()).formats(formats).build();
  }

  private static List<MediaAnswer> complete(@Nullable MediaAnswer[] results) {
    var list = new ArrayList<MediaAnswer>();
    for (int i = 0; i < results.length; i++) {
      var result = results[i];
      list.add(
          result != null
              ? result
              : new MediaAnswer.Refused(i, "refused as the given answer says", MISCELLANEOUS));
    }
    return list;
  }

  private MediaDescription medium(int index, MediaDescription offered) {
    String type = offered.type() + ": ";
    if (offer.isRefused(offered)) {
      return refuse(index, offered, type + "out of use, since the offer has port 0", 0);
    }
    if (offered.port() == 0 && !local.bundle()) {
      return refuse(
          index,
          offered,
          type + "offered only in a bundle, which is not taken here",
          MISCELLANEOUS);
    }
    if (!offer.connection(offered).map(c -> c.netType().equals("IN")).orElse(true)) {
      return refuse(
          index, offered, type + "offered over a network other than IN", NETWORK_PROTOCOL);
    }
    MediaDescription sameProtocol = null;
    boolean sameType = false;
    for (var candidate : unused) {
      if (candidate.type().equalsIgnoreCase(offered.type())) {
        sameType = true;
        if (candidate.protocol().equalsIgnoreCase(offered.protocol())) {
          sameProtocol = sameProtocol == null ? candidate : sameProtocol;
          var choice = FormatChoice.of(offered, candidate, local.ownOrder());
          if (!choice.isEmpty()) {
            unused.remove(candidate);
            return accept(index, offered, candidate, choice);
          }
        }
      }
    }
    if (sameProtocol != null) {
      String reason =
          type + "none of " + names(offered) + " is among " + names(sameProtocol) + " here";
      return refuse(index, offered, reason, MEDIA_FORMAT);
    }
    return sameType
        ? refuse(
            index,
            offered,
            type + "offered over " + offered.protocol() + ", which is not taken here",
            TRANSPORT_PROTOCOL)
        : refuse(index, offered, type + "no such medium (left) here", MEDIA_TYPE);
  }

  private MediaDescription refuse(int index, MediaDescription offered, String reason, int warning) {
    results[index] = new MediaAnswer.Refused(index, reason, warning);
    return refused(offered);
  }

  private MediaDescription accept(
      int index, MediaDescription offered, MediaDescription own, FormatChoice choice) {
    var wanted = local.template().direction(own);
    var theirs = Hold.effective(offer, offered);
    var direction = wanted.answerTo(theirs);
    reasons[index] =
        offered.type()
            + ": "
            + chosen(offered, choice)
            + (local.ownOrder() ? ", in this side's order" : ", in the offer's order")
            + (offered.isRtp()
                ? "; "
                    + direction.token()
                    + ", since "
                    + offer.direction(offered).token()
                    + (theirs == offer.direction(offered) ? "" : " on hold by c=0.0.0.0")
                    + " is offered and "
                    + wanted.token()
                    + " wanted here"
                : "");
    boolean inBundle = local.bundle() && offer.isBundled(offered);
    if (inBundle) {
      offered.attribute("mid").ifPresent(mid -> bundled.add(mid.text().strip()));
    }
    return new MediumComposer(offer, offered, own, choice).compose(direction, inBundle);
  }

  private static String chosen(MediaDescription offered, FormatChoice choice) {
    return String.join(
        ", ",
        choice.pairs().keySet().stream().map(f -> MediaFormat.of(offered, f).toString()).toList());
  }

  private static String names(MediaDescription medium) {
    var names =
        medium.isRtp() ? medium.codecs().stream().map(RtpMap::encoding).toList() : medium.formats();
    return names.size() <= 20
        ? names.toString()
        : names.subList(0, 20) + " and " + (names.size() - 20) + " more";
  }

  private SessionDescription description() {
    var template = local.template();
    var builder =
        template.toBuilder().timings(offer.timings()).withoutAttribute("group").media(answered);
    if (template.connection().isEmpty()) {
      // A refused medium has no c= of its own.
      builder.connection(firstConnection(template));
    }
    bundleGroup().ifPresent(group -> builder.attribute("group", group));
    return builder.build();
  }

  private static Connection firstConnection(SessionDescription template) {
    for (var medium : template.media()) {
      var connection = medium.connection();
      if (connection.isPresent()) {
        return connection.get();
      }
    }
    var origin = template.origin();
    return new Connection(origin.netType(), origin.addressType(), origin.address(), "");
  }

  private Optional<String> bundleGroup() {
    var group = new StringBuilder("BUNDLE");
    for (var medium : answered) {
      medium
          .attribute("mid")
          .map(mid -> mid.text().strip())
          .filter(bundled::contains)
          .ifPresent(mid -> group.append(' ').append(mid));
    }
    return bundled.isEmpty() ? Optional.empty() : Optional.of(group.toString());
  }
}
