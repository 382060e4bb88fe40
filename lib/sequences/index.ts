export { lookUp, oneHot } from './one-hot.js';
export { elementsOf, foldOfThree, foldSeq, type Seq, seqOf } from './seq.js';
export { smoothTfIdfWeight, type TfIdf, type TfIdfOptions, tfIdf, tfIdfWeight } from './tf-idf.js';
export {
  cbowLoss,
  embeddings,
  negativeSamplingLoss,
  skipGramLoss,
  type Word2VecParams,
} from './word2vec/loss.js';
export { analogy, type Neighbour, neighbours, rankOf } from './word2vec/neighbours.js';
export { noiseOf, type PairOptions, pairsOf } from './word2vec/pairs.js';
export { pairError, type Word2VecOptions, type Word2VecResult, word2vec } from './word2vec/train.js';
export { countWords, type Words, wordsOf } from './words.js';
