namespace Kexcts.Vectors
{
    internal enum Kind
    {
        Session,
        Opm,
    }

    internal enum Expected
    {
        Valid,
        Invalid,
        Acceptable,
    }

    /// <summary>A test vector. All bytes are hexadecimal.</summary>
    internal sealed class Vector
    {
        public Vector(
            string id,
            string comment,
            Kind kind,
            Expected result,
            string keyName,
            string hash,
            uint dataSize,
            string data,
            string keys,
            string random,
            uint statusSequence,
            uint commandSequence)
        {
            Id = id;
            Comment = comment;
            Kind = kind;
            Result = result;
            KeyName = keyName;
            Hash = hash;
            DataSize = dataSize;
            Data = data;
            Keys = keys;
            Random = random;
            StatusSequence = statusSequence;
            CommandSequence = commandSequence;
        }

        public string Id { get; }

        public string Comment { get; }

        public Kind Kind { get; }

        public Expected Result { get; }

        public string KeyName { get; }

        /// <summary>Of the label and of MGF1.</summary>
        public string Hash { get; }

        /// <summary>What the caller says, in bytes.</summary>
        public uint DataSize { get; }

        public string Data { get; }

        /// <summary>Right ones, with blanks between them; none: any.</summary>
        public string Keys { get; }

        /// <summary>OPM: of the protected output.</summary>
        public string Random { get; }

        public uint StatusSequence { get; }

        public uint CommandSequence { get; }
    }
}
