package org.offhook.ua;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.offhook.message.Features;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.Parameters;

/**
 * What a user agent says it can do, and refuses beyond: Allow, Supported, Accept, Accept-Encoding
 * and Accept-Language of RFC 3261 §11.2, Recv-Info of RFC 6086. Immutable.
 *
 * @param allow methods that are served, in or out of a dialog
 * @param supported option tags (RFC 3261 §19.2)
 * @param accept body types by method; a method that is not in takes every type
 * @param languages body languages; empty takes all
 * @param announced what is announced to peers beyond that
 * @param anyMethod whether methods that are not in {@code allow}, known or not, go to the
 *     application all the same, in place of 405 or 501 (RFC 3261 §8.2.1)
 */
public record Capabilities(
    List<Method> allow,
    List<String> supported,
    Map<Method, List<MediaType>> accept,
    List<String> languages,
    Announced announced,
    boolean anyMethod) {

  /**
   * What is announced beside methods, tags and types.
   *
   * @param infoPackages packages that INFO may come with (RFC 6086 §5.2)
   * @param features what the device can do, for its Contact (RFC 3840 §6)
   * @param contacts what its Contacts say beside that
   */
  public record Announced(List<String> infoPackages, Features features, ContactPolicy contacts) {

    /** Nothing. */
    public static final Announced NOTHING =
        new Announced(List.of(), Features.NONE, ContactPolicy.DEFAULT);

    /** Checks that the packages are tokens, and keeps a copy. */
    public Announced {
      infoPackages = List.copyOf(infoPackages);
      infoPackages.forEach(name -> new ParameterizedToken(name, Parameters.EMPTY));
    }
  }

  private static final List<MediaType> SESSION =
      List.of(
          MediaType.APPLICATION_SDP,
          MediaType.of("multipart", "mixed"),
          MediaType.of("multipart", "alternative"));

  /**
   * Calls with UPDATE and transfer, MESSAGE, INFO and OPTIONS; session descriptions in INVITE, any
   * body elsewhere.
   */
  public static final Capabilities DEFAULT =
      new Capabilities(
          List.of(
              Method.INVITE,
              Method.ACK,
              Method.CANCEL,
              Method.BYE,
              Method.OPTIONS,
              Method.INFO,
              Method.UPDATE,
              Method.MESSAGE,
              Method.REFER,
              Method.NOTIFY,
              Method.SUBSCRIBE),
          List.of("199", "replaces", "norefersub", "tdialog"),
          Map.of(Method.INVITE, SESSION, Method.UPDATE, SESSION),
          List.of(),
          Announced.NOTHING);

  /** Keeps copies. */
  public Capabilities {
    allow = List.copyOf(allow);
    supported = List.copyOf(supported);
    accept = Map.copyOf(accept);
    languages = List.copyOf(languages);
  }

  /** With the methods of {@code allow} alone. */
  public Capabilities(
      List<Method> allow,
      List<String> supported,
      Map<Method, List<MediaType>> accept,
      List<String> languages,
      Announced announced) {
    this(allow, supported, accept, languages, announced, false);
  }

  /** With nothing announced beyond these. */
  public Capabilities(
      List<Method> allow,
      List<String> supported,
      Map<Method, List<MediaType>> accept,
      List<String> languages) {
    this(allow, supported, accept, languages, Announced.NOTHING);
  }

  /** Whether the method is served. */
  public boolean allows(Method method) {
    return allow.contains(method);
  }

  /** Whether the option tag is known; tags compare without case. */
  public boolean supports(String optionTag) {
    for (int i = 0; i < supported.size(); i++) {
      if (supported.get(i).equalsIgnoreCase(optionTag)) {
        return true;
      }
    }
    return false;
  }

  /** Whether INFO may come with this package; names compare without case. */
  public boolean takesInfo(String infoPackage) {
    return announced.infoPackages().stream().anyMatch(infoPackage::equalsIgnoreCase);
  }

  /** Whether a body of this type may come with the method. */
  public boolean accepts(Method method, MediaType type) {
    var types = accept.get(method);
    if (types == null) {
      return true;
    }
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).matches(type)) {
        return true;
      }
    }
    return false;
  }

  /** The types for Accept of an answer to the method; those of INVITE where it takes all. */
  public List<MediaType> acceptFor(Method method) {
    var types = accept.get(method);
    return types != null ? types : accept.getOrDefault(Method.INVITE, List.of());
  }

  /** The same with other methods. */
  public Capabilities withAllow(List<Method> methods) {
    return new Capabilities(methods, supported, accept, languages, announced, anyMethod);
  }

  /** The same, with any method served, or those of {@link #allow} alone. */
  public Capabilities withAnyMethod(boolean served) {
    return new Capabilities(allow, supported, accept, languages, announced, served);
  }

  /** The same with other option tags. */
  public Capabilities withSupported(List<String> optionTags) {
    return new Capabilities(allow, optionTags, accept, languages, announced, anyMethod);
  }

  /** The same with this option tag, or without it. */
  Capabilities with(String optionTag, boolean supported) {
    if (supports(optionTag) == supported) {
      return this;
    }
    var tags = new ArrayList<>(this.supported);
    if (supported) {
      tags.add(optionTag);
    } else {
      tags.removeIf(optionTag::equalsIgnoreCase);
    }
    return withSupported(tags);
  }

  /** The same with this method, or without it. */
  Capabilities with(Method method, boolean served) {
    if (allows(method) == served) {
      return this;
    }
    var methods = new ArrayList<>(allow);
    if (served) {
      methods.add(method);
    } else {
      methods.remove(method);
    }
    return withAllow(methods);
  }

  /** The same with other body types. */
  public Capabilities withAccept(Map<Method, List<MediaType>> types) {
    return new Capabilities(allow, supported, types, languages, announced, anyMethod);
  }

  /** The same with other languages. */
  public Capabilities withLanguages(List<String> accepted) {
    return new Capabilities(allow, supported, accept, accepted, announced, anyMethod);
  }

  /** The same with other packages that INFO may come with. */
  public Capabilities withInfoPackages(List<String> packages) {
    return with(new Announced(packages, announced.features(), announced.contacts()));
  }

  /** The same with other features of the device. */
  public Capabilities withFeatures(Features features) {
    return with(new Announced(announced.infoPackages(), features, announced.contacts()));
  }

  /** The same with something else in its Contacts. */
  public Capabilities withContacts(ContactPolicy contacts) {
    return with(new Announced(announced.infoPackages(), announced.features(), contacts));
  }

  private Capabilities with(Announced other) {
    return new Capabilities(allow, supported, accept, languages, other, anyMethod);
  }
}
