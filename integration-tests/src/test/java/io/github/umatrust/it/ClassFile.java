package io.github.umatrust.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a class file says (JVMS §4), with names as it has them: {@code java/lang/Object}, and
 * members as {@code equals:(Ljava/lang/Object;)Z}.
 *
 * @param name the class
 * @param supertypes its superclass and its interfaces
 * @param members fields and methods that it declares
 * @param overriding those of its methods that can be an override
 * @param classes classes that it refers to
 * @param references members that it refers to
 */
record ClassFile(
    String name,
    List<String> supertypes,
    Set<String> members,
    Set<String> overriding,
    Set<String> classes,
    Set<Reference> references) {

  /** A member of a class, which may be one that the class inherits. */
  record Reference(String owner, String member) {}

  static ClassFile read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    in.skipNBytes(8);
    ConstantPool pool = ConstantPool.read(in);
    in.skipNBytes(2);
    String name = pool.className(in.readUnsignedShort());
    List<String> supertypes = new ArrayList<>();
    int superclass = in.readUnsignedShort();
    if (superclass != 0) {
      supertypes.add(pool.className(superclass));
    }
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      supertypes.add(pool.className(in.readUnsignedShort()));
    }
    Set<String> members = new HashSet<>();
    readMembers(in, pool, members, new HashSet<>());
    Set<String> overriding = new HashSet<>();
    readMembers(in, pool, members, overriding);
    return new ClassFile(name, supertypes, members, overriding, pool.classes(), pool.references());
  }

  private static void readMembers(
      DataInputStream in, ConstantPool pool, Set<String> members, Set<String> overriding)
      throws IOException {
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      int flags = in.readUnsignedShort();
      String name = pool.text(in.readUnsignedShort());
      String member = name + ":" + pool.text(in.readUnsignedShort());
      members.add(member);
      if (!Modifier.isPrivate(flags) && !Modifier.isStatic(flags) && !name.startsWith("<")) {
        overriding.add(member);
      }
      for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
        in.skipNBytes(2);
        in.skipNBytes(in.readInt());
      }
    }
  }

  /** The constants by their index, which begins with 1; those that nobody asks for are empty. */
  private record ConstantPool(List<Constant> constants) {

    private static final Constant EMPTY = new Constant(0, "", 0, 0);

    /**
     * A constant.
     *
     * @param tag its kind
     * @param text of a text
     * @param first index of another constant
     * @param second index of another constant
     */
    private record Constant(int tag, String text, int first, int second) {

      boolean isMember() {
        return tag >= 9 && tag <= 11;
      }
    }

    static ConstantPool read(DataInputStream in) throws IOException {
      int size = in.readUnsignedShort();
      List<Constant> constants = new ArrayList<>(List.of(EMPTY));
      while (constants.size() < size) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> constants.add(new Constant(tag, in.readUTF(), 0, 0));
          case 7, 8, 16, 19, 20 -> constants.add(new Constant(tag, "", in.readUnsignedShort(), 0));
          case 9, 10, 11, 12, 17, 18 ->
              constants.add(new Constant(tag, "", in.readUnsignedShort(), in.readUnsignedShort()));
          case 5, 6 -> {
            in.skipNBytes(8);
            // They take two places.
            constants.addAll(List.of(EMPTY, EMPTY));
          }
          default -> {
            in.skipNBytes(tag == 15 ? 3 : 4);
            constants.add(EMPTY);
          }
        }
      }
      return new ConstantPool(constants);
    }

    String text(int index) {
      return constants.get(index).text();
    }

    String className(int index) {
      return text(constants.get(index).first());
    }

    Set<String> classes() {
      Set<String> classes = new HashSet<>();
      for (Constant constant : constants) {
        if (constant.tag() == 7) {
          classes.add(text(constant.first()));
        }
      }
      return classes;
    }

    Set<Reference> references() {
      Set<Reference> references = new HashSet<>();
      for (Constant constant : constants) {
        if (constant.isMember()) {
          Constant member = constants.get(constant.second());
          references.add(
              new Reference(
                  className(constant.first()), text(member.first()) + ":" + text(member.second())));
        }
      }
      return references;
    }
  }
}
