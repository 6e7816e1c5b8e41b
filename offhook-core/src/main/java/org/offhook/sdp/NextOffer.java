package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Modifying a session: RFC 3264 section 8. */
final class NextOffer {

  private NextOffer() {}

  static SessionDescription nextVersion(SessionDescription previous, SessionDescription wanted) {
    var origin = previous.origin();
    var candidate = wanted.toBuilder().keptOrigin(origin).build();
    if (candidate.equals(previous.toBuilder().build())) {
      return previous;
    }
    return wanted.toBuilder().keptOrigin(origin.nextVersion()).build();
  }

  static SessionDescription nextOffer(
      SessionDescription previous, SessionDescription wanted, PayloadNumbers history) {
    var places = place(previous.media(), wanted.media());
    var numbers = history.and(previous);
    var media = new ArrayList<MediaDescription>();
    for (int i = 0; i < places.size(); i++) {
      var medium = places.get(i);
      if (medium != null) {
        media.add(Renumbering.fit(medium, i, numbers));
      } else {
        media.add(AnswerComposer.refused(previous.media().get(i)));
      }
    }
    return nextVersion(previous, wanted.toBuilder().media(media).build());
  }

  /**
   * Finds the place of each wanted medium: the next place of its type, else one that is out of use,
   * else a new one at the end. Places without a wanted medium have null.
   */
  private static List<@Nullable MediaDescription> place(
      List<MediaDescription> previous, List<MediaDescription> wanted) {
    var places = new ArrayList<@Nullable MediaDescription>();
    previous.forEach(m -> places.add(null));
    var homeless = new ArrayList<MediaDescription>();
    for (var medium : wanted) {
      int at = free(places, previous, medium.type());
      if (at >= 0) {
        places.set(at, medium);
      } else {
        homeless.add(medium);
      }
    }
    for (var medium : homeless) {
      int at = free(places, previous, null);
      if (at >= 0) {
        places.set(at, medium);
      } else {
        places.add(medium);
      }
    }
    return places;
  }

  /** The first free place of a type; with no type, the first free place that is out of use. */
  private static int free(
      List<@Nullable MediaDescription> places,
      List<MediaDescription> previous,
      @Nullable String type) {
    for (int i = 0; i < previous.size(); i++) {
      var before = previous.get(i);
      boolean fits = type == null ? before.port() == 0 : before.type().equalsIgnoreCase(type);
      if (fits && places.get(i) == null) {
        return i;
      }
    }
    return -1;
  }
}
