using System;

namespace Kexcts.Vectors
{
    /// <summary>Walks through the elements of a DER (X.690).</summary>
    internal sealed class DerReader
    {
        private readonly byte[] bytes;
        private int at;

        public DerReader(byte[] bytes)
        {
            this.bytes = bytes;
        }

        /// <summary>Goes into an element, and gives its length in bytes.</summary>
        public int Enter(byte tag)
        {
            if (bytes[at] != tag)
            {
                throw new FormatException($"a DER element {tag:x2} was expected at byte {at}");
            }

            at++;
            return Length();
        }

        /// <summary>Goes behind an element.</summary>
        public void Skip()
        {
            at++;
            var length = Length();
            at += length;
        }

        /// <summary>An INTEGER as at least so many bytes, big-endian.</summary>
        public byte[] Number(int size)
        {
            var end = Enter(0x02);
            end += at;
            while (at < end - 1 && bytes[at] == 0)
            {
                at++;
            }

            var number = new byte[Math.Max(size, end - at)];
            Array.Copy(bytes, at, number, number.Length - (end - at), end - at);
            at = end;
            return number;
        }

        private int Length()
        {
            int first = bytes[at++];
            if (first < 0x80)
            {
                return first;
            }

            var length = 0;
            for (var octets = first - 0x80; octets > 0; octets--)
            {
                length = (length << 8) | bytes[at++];
            }

            return length;
        }
    }
}
